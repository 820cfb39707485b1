import DreyModel
import Glibc

/// What a local cluster's members are run from: the executables that images are built of.
struct LocalExecutables {
  let runtime: RuntimeFiles

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`: an executable is missing, or the application is an image.
  func images(for application: BuiltApplication?) throws(Failure) -> ClusterImages {
    if case .jar(let path, _) = application {
      throw Failure(
        .usage, "\(path) is a JAR, which only Apache Flink in containers runs", advice: "Use --target docker.")
    }
    if case .script(let path) = application {
      throw Failure(
        .usage, "\(path) is a script, which only Apache Flink in containers runs", advice: "Use --target docker.")
    }
    if case .image(let reference) = application {
      throw Failure(
        .usage, "'\(reference)' is an image, which only an engine can run",
        advice: "Give the application's package folder or its executable, or use --target docker.")
    }
    var images = ClusterImages(jobManager: try service("jobmanager"), taskManager: try service("taskmanager"))
    if case .executable(let path) = application { images.application = path }
    return images
  }

  private func service(_ name: String) throws(Failure) -> String {
    let path = "\(runtime.folder)/\(name)/drey-\(name)"
    // Members are started in another folder than this one.
    guard access(path, X_OK) == 0, let resolved = realpath(path, nil) else {
      throw Failure(
        .usage, "drey's runtime is not whole: \(path) is no executable",
        advice: "Run `make build` in drey's repository.")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
