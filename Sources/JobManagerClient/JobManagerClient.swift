import CurlHTTP
import Synchronization

/// A client of one JobManager's REST API, version 1 of Flink's.
///
/// All calls of a client over the network share one thread and its connections, which end when ``close()`` is called or when the client is
/// gone. Every call throws ``JobManagerClientError``, or `CancellationError` where its task is cancelled.
public final class JobManagerClient: Sendable {
  private let place: Mutex<Place>
  private let relocation: Relocation?
  private let authorization: [String]
  private let timeout: Duration

  /// Where the JobManager listens by now: one that is started again may have got another port.
  /// - Returns: nil where that is not known yet.
  /// - Throws: where it is gone for good.
  public typealias Relocation = @Sendable () async throws -> JobManagerEndpoint?

  private struct Place: Sendable {
    var endpoint: JobManagerEndpoint
    var connection: Connection
  }

  private enum Connection: Sendable {
    case http(HTTPClient)
    case exchange(RestExchange)
  }

  /// Connects to nothing yet.
  /// - Parameters:
  ///   - token: what the JobManager asks for; nil for one that asks for none, such as Apache Flink's.
  ///   - timeout: how long an answer may take; an upload may take longer, as long as bytes move.
  ///   - relocation: asked where nobody answers any more; nil: it is there or nowhere.
  public init(
    endpoint: JobManagerEndpoint, token: String?, timeout: Duration = .seconds(60), relocation: Relocation? = nil
  ) throws(JobManagerClientError) {
    self.timeout = timeout
    self.relocation = relocation
    func failure(_ reason: JobManagerClientError.Reason) -> JobManagerClientError {
      JobManagerClientError(call: "connect", endpoint: endpoint, reason: reason)
    }
    guard (token ?? "").utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw failure(.invalidArgument("the token contains other characters than visible ASCII"))
    }
    authorization = token.map { ["Authorization: Bearer \($0)"] } ?? []
    guard let http = endpoint.http else { throw failure(.invalidArgument("it is no address to connect to")) }
    do {
      place = Mutex(Place(endpoint: endpoint, connection: .http(try HTTPClient(http))))
    } catch { throw failure(.unavailable("\(error)")) }
  }

  /// A client of a JobManager that is reached otherwise than by a connection.
  /// - Parameters:
  ///   - name: what errors call the place.
  ///   - exchange: carries each call there, and the answer back.
  public init(of name: String, by exchange: RestExchange) {
    place = Mutex(Place(endpoint: JobManagerEndpoint(.elsewhere(name)), connection: .exchange(exchange)))
    relocation = nil
    authorization = []
    timeout = .seconds(60)
  }

  /// Ends whatever is under way. Harmless when repeated.
  public func close() {
    if case .http(let http) = connection { http.close() }
  }

  /// Where calls go by now.
  public var endpoint: JobManagerEndpoint { place.withLock { $0.endpoint } }
  private var connection: Connection { place.withLock { $0.connection } }

  /// Finds out where the JobManager is by now.
  /// - Returns: false where it is gone for good.
  private func relocate() async throws -> Bool {
    guard let relocation else { return true }
    do {
      guard let found = try await relocation(), found != endpoint, let http = found.http else { return true }
      let fresh = try HTTPClient(http)
      place.withLock { $0 = Place(endpoint: found, connection: .http(fresh)) }
      return true
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      return false
    }
  }
}

extension JobManagerClient {
  /// No answer of this API is longer.
  private static let longestAnswer = 64 << 20

  /// Makes a call and decodes its answer.
  func decode<Body: Decodable>(_ call: RestCall) async throws -> Body {
    let answer = try await send(call)
    do { return try RestCoding.decode(Body.self, from: answer) } catch {
      let excerpt = String(decoding: answer.prefix(200), as: UTF8.self)
      throw self.error(call, .unreadable(RestCoding.reason(error), excerpt: excerpt))
    }
  }

  /// Makes a call; one that may be repeated is repeated a few times where the connection fails.
  @discardableResult
  func send(_ call: RestCall) async throws -> [UInt8] {
    var delays = RetryDelays(isPatient: relocation != nil)
    while true {
      do { return try await attempt(call) } catch let error as JobManagerClientError {
        guard error.isUnreachable, call.isIdempotent, let delay = delays.next() else { throw error }
        try await Task.sleep(for: delay)
        guard try await relocate() else { throw error }
      }
    }
  }

  private func attempt(_ call: RestCall) async throws -> [UInt8] {
    let (status, answer) = try await answer(to: call)
    guard (200..<300).contains(status) else {
      throw error(call, .refused(status: status, errors: RestErrors.lines(of: answer)))
    }
    return answer
  }

  private func answer(to call: RestCall) async throws -> (status: Int, body: [UInt8]) {
    do {
      switch connection {
      case .http(let http):
        let response = try await http.open(call.request(headers: authorization, timeout: timeout))
        return (response.head.status, try await response.body.collect(upTo: Self.longestAnswer))
      case .exchange(let exchange):
        let answer = try await exchange.carry(try request(of: call))
        return (answer.status, answer.body)
      }
    } catch let error as HTTPError {
      throw self.error(call, Self.reason(error))
    } catch let error as RestExchange.Unreachable {
      throw self.error(call, .unreachable(error.reason))
    }
  }

  private func request(of call: RestCall) throws(JobManagerClientError) -> RestExchange.Request {
    var body: [UInt8]?
    for segment in call.body?.segments ?? [] {
      guard case .bytes(let bytes) = segment else {
        throw error(call, .invalidArgument("files can be sent to a session alone"))
      }
      body = (body ?? []) + bytes
    }
    return RestExchange.Request(method: call.method.rawValue, target: call.target, body: body)
  }

  func error(_ call: RestCall, _ reason: JobManagerClientError.Reason) -> JobManagerClientError {
    JobManagerClientError(call: call.name, endpoint: endpoint, reason: reason)
  }

  static func reason(_ error: HTTPError) -> JobManagerClientError.Reason {
    switch error {
    case .transport(_, let message, _, _): .unreachable(message)
    case .timedOut(_, let limit): .timedOut(limit)
    case .unreadableFile(let message): .invalidArgument(message)
    case .tooLong: .unreadable("\(error)", excerpt: "")
    case .unavailable, .closed: .unavailable("\(error)")
    }
  }
}
