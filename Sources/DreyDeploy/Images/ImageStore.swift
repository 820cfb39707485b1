import DockerEngine
import DreyModel
import Synchronization

/// The images of an engine, made as they are needed.
struct ImageStore: Sendable {
  let engine: DockerEngine
  let observer: any RunObserver
  /// Whether images are only looked for: ``missing`` then names those that a real run would build.
  var isDryRun = false
  let missing = MissingImages()

  /// The tag of an image, which is built unless the engine has it.
  /// - Throws: ``DreyModel/Failure`` with what the engine said.
  func ensure(_ definition: ImageDefinition) async throws -> String {
    let hash = try definition.contentHash()
    let tag = definition.tag(hash: hash)
    if try await find(tag) != nil {
      observer.detail(.images, "\(tag) is there")
      return tag
    }
    if isDryRun { return missing.note(tag) }
    observer.progress(.images, "building \(tag)")
    var build = ImageBuild(tags: [tag], labels: definition.labels.merging([Label.content: hash]) { $1 })
    build.arguments = definition.arguments
    let output = BuildOutput()
    do {
      do { try await make(build, of: definition, output) } catch let error as DockerEngineError
        where error.isTransient || error.isLostCache
      {
        build.ignoresCache = error.isLostCache
        // What got lost may be no more than the answer; otherwise a second build takes up where the first one ended.
        if try await find(tag) == nil { try await make(build, of: definition, output) }
      }
    } catch let error as DockerEngineError {
      throw Failure(.infrastructure, "image \(tag) cannot be built: \(error)", details: output.lines)
    }
    return tag
  }

  private func make(_ build: ImageBuild, of definition: ImageDefinition, _ output: BuildOutput) async throws {
    _ = try await engine.images.build(build, context: try definition.context()) { message in
      guard let line = message.stream?.trimmingEnd, !line.isEmpty else { return }
      output.add(line)
      observer.detail(.images, line)
    }
  }

  /// Checks an image that a user names.
  /// - Returns: what is known of it.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`: not there, no application image, other contract.
  func application(_ reference: String) async throws -> ImageDetails {
    let details: ImageDetails
    do {
      details = try await engine.images.inspect(reference)
    } catch let error as DockerEngineError where error.isNotFound {
      throw Failure(
        .usage, "'\(reference)' is no folder, no file, and no image on the engine",
        advice: "Give a SwiftPM package folder, an executable, or an image that the engine has.")
    }
    guard details.labels[Label.contract] == "\(ContainerContract.version)" else {
      throw Failure(
        .usage,
        "image '\(reference)' is not a drey application image (no label \(Label.contract)=\(ContainerContract.version))",
        advice:
          "Build it FROM a drey/jobmanager image and copy the application into \(ContainerContract.Path.userLibrary).")
    }
    return details
  }
}

/// The images that a dry run did not find.
final class MissingImages: Sendable {
  private let state = Mutex<[String]>([])

  /// Returns their references, those that others are made of first.
  var references: [String] { state.withLock { $0 } }

  /// - Returns: the reference.
  func note(_ reference: String) -> String {
    state.withLock { $0.append(reference) }
    return reference
  }
}

/// The end of what a build says, for the case that it fails.
private final class BuildOutput: Sendable {
  private let state = Mutex<[String]>([])

  var lines: [String] { state.withLock { $0 } }

  func add(_ line: String) { state.withLock { $0 = $0.suffix(4) + [line] } }
}

extension String {
  fileprivate var trimmingEnd: String { String(reversed().drop { $0.isWhitespace }.reversed()) }
}
