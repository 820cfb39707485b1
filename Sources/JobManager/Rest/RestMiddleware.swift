import ControlPlane
import DreyModel
import HTTPTypes
import Hummingbird
import NIOCore

typealias RestContext = BasicRequestContext

/// Turns whatever goes wrong into `{"errors":[…]}`.
struct ErrorAnswers: RouterMiddleware {
  typealias Context = RestContext
  let events: EventLog

  func handle(
    _ request: Request, context: RestContext, next: (Request, RestContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as RestError {
      return Self.answer(error.errors, HTTPResponse.Status(code: error.status.rawValue))
    } catch let error as HTTPError {
      let text = error.status == .notFound ? "not found: \(request.method) \(request.uri.path)" : error.description
      return Self.answer([text], error.status)
    } catch is NIOTooManyBytesError {
      return RestAnswer.json(ErrorResponse(["the request is too long"]), .contentTooLarge)
    } catch let error as Failure {
      events.log(.warn, source: "rest", "\(request.method) \(request.uri.path.prefix(Self.limit)): \(error)")
      return Self.answer(["\(error)"], .internalServerError)
    }
  }

  /// Characters of an error; what a client sent is not sent back to it without a bound.
  private static let limit = 2000

  private static func answer(_ errors: [String], _ status: HTTPResponse.Status) -> Response {
    RestAnswer.json(ErrorResponse(errors.map { $0.count > limit ? $0.prefix(limit) + "…" : $0 }), status)
  }
}
