import DockerEngine
import DreyModel

/// Makes sure that the engine has the images of a run: builds the application if it must, then what is missing.
struct ImagePreparation: Sendable {
  let source: ApplicationSource
  let product: String?
  let runtime: RuntimeFiles
  let engine: DockerEngine
  let observer: any RunObserver
  let clock: PhaseClock

  func prepare() async throws -> PreparedApplication {
    let store = ImageStore(engine: engine, observer: observer)
    if case .image(let reference) = source {
      _ = try await store.application(reference)
      clock.begin(.images)
      let taskManager = try await store.ensure(.service("taskmanager", in: runtime))
      return PreparedApplication(images: ClusterImages(jobManager: reference, taskManager: taskManager))
    }
    let executable = try await executable()
    clock.begin(.images)
    async let taskManager = store.ensure(.service("taskmanager", in: runtime))
    let jobManager = try await store.ensure(.service("jobmanager", in: runtime))
    let name = ClusterName.imageName(of: executable)
    let application = try await store.ensure(
      .application(executable, name: name, jobManager: jobManager, in: runtime))
    let images = ClusterImages(jobManager: application, taskManager: try await taskManager)
    observer.progress(.images, "\(images.jobManager), \(images.taskManager)")
    return PreparedApplication(images: images, executable: executable)
  }

  private func executable() async throws -> String {
    let path: String
    switch source {
    case .package(let folder):
      observer.progress(.build, folder)
      path = try await PackageBuild(folder: folder, product: product).run { observer.detail(.build, $0) }
    case .executable(let file): path = file
    case .image(let reference): path = reference
    }
    let engineArchitecture = try await Self.architecture(of: engine)
    try ExecutableFile(path: path).checkRunnable(path: path, engineArchitecture: engineArchitecture)
    return path
  }

  /// In Go's words; engines report the kernel's as well.
  private static func architecture(of engine: DockerEngine) async throws -> String {
    switch try await engine.system.info().architecture {
    case "x86_64", "amd64": "amd64"
    case "aarch64", "arm64": "arm64"
    case let other: other
    }
  }
}

extension ClusterName {
  /// A file name for the application within its image.
  fileprivate static func imageName(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? "application"
  }
}
