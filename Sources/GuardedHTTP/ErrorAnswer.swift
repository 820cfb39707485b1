import DreyModel
import FoundationEssentials
import NIOCore
public import NIOHTTP1

/// An answer that nobody but the server itself gives, with Flink's body for errors.
public struct ErrorAnswer: Sendable, Equatable {
  public let status: HTTPResponseStatus
  private let body: ByteBuffer

  public init(status: HTTPResponseStatus, errors: [String]) {
    self.status = status
    body = ByteBuffer(bytes: (try? JSONEncoder().encode(ErrorResponse(errors))) ?? Data())
  }

  public static let unauthorized = ErrorAnswer(
    status: .unauthorized,
    errors: ["the call does not present the cluster's token", "Send 'Authorization: Bearer TOKEN'."])

  static func tooLong(_ limit: Int) -> ErrorAnswer {
    ErrorAnswer(
      status: .payloadTooLarge,
      errors: ["the request is too long, allowed are \(limit) bytes", "Raise rest.server.max-content-length."])
  }

  static let malformed = ErrorAnswer(
    status: .badRequest, errors: ["the request is not HTTP/1.1, or its head is longer than 32 KiB or 64 fields"])

  static let full = ErrorAnswer(
    status: .serviceUnavailable,
    errors: ["all connections of the REST API are in use", "Try again, with fewer connections at a time."])

  /// Head and body.
  /// - Parameter isLast: whether the connection ends with it.
  public func parts(isLast: Bool = false) -> [HTTPServerResponsePart] {
    var headers: HTTPHeaders = [
      "Content-Type": "application/json; charset=UTF-8", "Content-Length": "\(body.readableBytes)",
    ]
    if status == .unauthorized { headers.add(name: "WWW-Authenticate", value: "Bearer") }
    if isLast { headers.add(name: "Connection", value: "close") }
    return [
      .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)),
      .body(.byteBuffer(body)), .end(nil),
    ]
  }
}
