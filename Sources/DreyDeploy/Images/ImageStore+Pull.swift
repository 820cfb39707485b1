import DockerEngine
import DreyModel

extension ImageStore {
  /// An image of the engine; nil where it has none of that name.
  func find(_ reference: String) async throws -> ImageDetails? {
    do { return try await engine.images.inspect(reference) } catch let error as DockerEngineError
      where error.isNotFound
    {
      return nil
    }
  }

  /// An image of the engine, which is pulled where it is not there.
  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure` with the engine's words and the given advice.
  func findOrPull(_ reference: String, advice: String) async throws -> ImageDetails {
    if let found = try await find(reference) { return found }
    guard !isDryRun else {
      throw Failure(
        .usage, "image \(reference) is not on the engine, and a dry run pulls nothing",
        advice: "Pull it with `docker pull \(reference)`, or run without --dry-run.")
    }
    observer.progress(.images, "pulling \(reference)")
    do {
      try await engine.images.pull(reference) { message in
        if let status = message.status, message.progress == nil {
          observer.detail(.images, [message.id, status].compactMap { $0 }.joined(separator: ": "))
        }
      }
      return try await engine.images.inspect(reference)
    } catch let error as DockerEngineError {
      throw Failure(
        .infrastructure, "image \(reference) is not on the engine and cannot be pulled: \(error)", advice: advice)
    }
  }
}
