import DreyModel
import GuardedHTTP

/// Where the REST API is served, for whom, and within which bounds.
struct RestSettings: Sendable {
  /// Where clients come in.
  enum Address: Sendable, Equatable {
    case tcp(host: String, port: Int)
    /// A Unix socket that only the JobManager's own user may open.
    case socket(path: String)
  }

  var address: Address
  /// Who may call, and what connections may cost.
  var connections: GuardSettings
  /// `parallelism.default`.
  var parallelism: Int
  /// What the JobManager was given.
  var options: Options

  /// `rest.server.max-content-length`.
  var maximumContentLength: Int { connections.maximumContentLength }
}

extension RestSettings {
  /// Of a session.
  init(_ configuration: SessionConfiguration) {
    self.init(
      address: .tcp(host: configuration.restHost, port: configuration.restPort), connections: configuration.connections,
      parallelism: configuration.jobManager.parallelism,
      options: configuration.jobManager.options)
  }

  /// Of a cluster that ends with its work: its own container alone gets in.
  init(socket path: String, of configuration: JobManagerConfiguration) {
    self.init(
      address: .socket(path: path), connections: GuardSettings(token: nil, maximumContentLength: 1 << 20),
      parallelism: configuration.parallelism, options: configuration.options)
  }
}
