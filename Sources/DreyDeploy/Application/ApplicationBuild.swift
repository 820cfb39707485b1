import DreyModel

/// An application that can be deployed.
public enum BuiltApplication: Sendable, Equatable {
  /// Path of an executable on this machine.
  case executable(String)
  /// Path of a JAR on this machine.
  case jar(String, JarSelection)
  /// Path of a SQL script or a Python job on this machine.
  case script(String)
  /// Reference of an image that carries it.
  case image(String)
}

/// Makes an executable of what a user gave: builds a package, takes anything else as it is.
struct ApplicationBuild: Sendable {
  let source: ApplicationSource
  let product: String?
  var selection = JarSelection()
  let observer: any RunObserver

  /// - Parameter architecture: of the machine it is to run on.
  /// - Throws: ``DreyModel/Failure`` where it cannot be built, or could not run there.
  func run(for architecture: @Sendable () async throws -> String) async throws -> BuiltApplication {
    let path: String
    switch source {
    case .image(let reference): return .image(reference)
    case .jar(let path): return .jar(path, selection)
    case .script(let path): return .script(path)
    case .executable(let file): path = file
    case .package(let folder):
      observer.progress(.build, folder)
      path = try await PackageBuild(folder: folder, product: product).run { observer.detail(.build, $0) }
    }
    try ExecutableFile(path: path).checkRunnable(path: path, engineArchitecture: try await architecture())
    return .executable(try ResourcePacking(executable: path, observer: observer).run())
  }
}
