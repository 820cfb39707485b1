/// Carries calls of a REST API to a JobManager that no connection leads to, such as one in a closed network, and its
/// answers back.
public struct RestExchange: Sendable {
  /// One call.
  public struct Request: Sendable, Equatable {
    public var method: String
    /// Path and query, percent-encoded.
    public var target: String
    /// JSON; nil: none.
    public var body: [UInt8]?

    public init(method: String, target: String, body: [UInt8]?) {
      self.method = method
      self.target = target
      self.body = body
    }
  }

  /// What came back.
  public struct Answer: Sendable, Equatable {
    /// The HTTP status.
    public var status: Int
    public var body: [UInt8]

    public init(status: Int, body: [UInt8]) {
      self.status = status
      self.body = body
    }
  }

  /// Nobody answers there.
  public struct Unreachable: Error, Sendable {
    public var reason: String

    public init(_ reason: String) { self.reason = reason }
  }

  let carry: @Sendable (Request) async throws -> Answer

  /// - Parameter carry: throws ``Unreachable`` where nobody answers.
  public init(_ carry: @escaping @Sendable (Request) async throws -> Answer) { self.carry = carry }
}
