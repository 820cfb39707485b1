import DockerEngine
import FoundationEssentials

/// Where a container that has ended is in its life, whatever the engine does with it by itself.
struct ContainerLife: Sendable {
  enum State: Equatable {
    case gone
    case created
    case ended
    /// Its last start is none of this client's.
    /// - Parameter since: from when on its log is that of this start, in seconds since 1970; nil: from its beginning.
    case runs(since: String?)
  }

  let engine: DockerEngine
  let container: String

  /// Between the end of a container and its next start by the engine are at least 100 ms. What it had written by its end
  /// may get its time a little later.
  private static let slack: Double = 0.05

  /// Waits until the engine neither starts it again nor removes it.
  func settled() async throws -> State {
    var pause: Duration = .milliseconds(5)
    while true {
      switch try await status() {
      case nil: return .gone
      case .created?: return .created
      case .running?, .paused?: return .runs(since: try await beginning())
      case .restarting?, .removing?: try await Task.sleep(for: pause)
      default: return .ended
      }
      pause = min(pause * 2, .milliseconds(100))
    }
  }

  /// Whether it has not ended; one that the engine is about to start has.
  func isRunning() async throws -> Bool { [.running, .paused].contains(try await status()) }

  /// nil where it is gone.
  private func status() async throws -> ContainerState.Status? {
    do { return try await engine.containers.inspect(container).state.status } catch let error as DockerEngineError
      where error.isNotFound
    { return nil }
  }

  private func beginning() async throws -> String? {
    let ended = try await engine.containers.inspect(container).state.finishedAt
    return Self.seconds(ofTime: ended).map { "\($0 + Self.slack)" }
  }

  /// A time in RFC 3339, in seconds since 1970; nil for the year 1, which means never.
  static func seconds(ofTime text: String) -> Double? {
    guard let end = text.lastIndex(where: { "Z+-".contains($0) }) else { return nil }
    let parts = text[..<end].split(separator: ".", maxSplits: 1)
    guard let whole = try? Date("\(parts.first ?? "")\(text[end...])", strategy: .iso8601) else { return nil }
    let seconds = whole.timeIntervalSince1970
    return seconds > 0 ? seconds + (parts.count > 1 ? Double("0.\(parts[1])") ?? 0 : 0) : nil
  }
}
