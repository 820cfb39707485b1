import DockerEngine
import DreyModel

/// An image as what it is made of: a Dockerfile, arguments and files. The hash of all that is its tag.
struct ImageDefinition: Sendable {
  struct File: Sendable {
    /// Path within the build context.
    var name: String
    /// Path on this machine.
    var path: String
    var mode: Int
  }

  /// Such as `drey/jobmanager`.
  var repository: String
  var dockerfilePath: String
  var arguments: [String: String] = [:]
  var labels: [String: String] = [:]
  var files: [File]

  /// 64 hexadecimal digits that change with anything the image is made of.
  /// - Throws: ``DreyModel/Failure`` where a file cannot be read.
  func contentHash() throws(Failure) -> String {
    var hash = ContentHash()
    try hash.add(name: "Dockerfile", fileAt: dockerfilePath)
    for (name, value) in arguments.sorted(by: { $0.key < $1.key }) { hash.add(name: "argument \(name)", value) }
    for (name, value) in labels.sorted(by: { $0.key < $1.key }) { hash.add(name: "label \(name)", value) }
    for file in files { try hash.add(name: "file \(file.name) \(file.mode)", fileAt: file.path) }
    return hash.finish()
  }

  /// The reference of the image: its repository, and the beginning of its content's hash as the tag.
  func tag(hash: String) -> String { "\(repository):\(hash.prefix(16))" }

  /// The build context. An image from scratch has no other way to a folder of its own than a copy of an empty one.
  func context() throws -> RequestBody {
    var tar = TarWriter()
    try tar.addFile("Dockerfile", at: dockerfilePath)
    try tar.addFolder("empty")
    for file in files { try tar.addFile(file.name, at: file.path, mode: file.mode) }
    return tar.body()
  }
}

extension ImageDefinition {
  /// Defines one of drey's own images: the executable of the same name in a folder of the runtime, and the files that
  /// programs expect of any machine that they run on.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` if the runtime's files are not complete.
  static func service(_ name: String, in runtime: RuntimeFiles) throws(Failure) -> ImageDefinition {
    ImageDefinition(
      repository: "drey/\(name)", dockerfilePath: "\(runtime.folder)/\(name)/Dockerfile",
      files: [
        File(name: "root.tar", path: try runtime.rootArchive(), mode: 0o444),
        File(name: "drey-\(name)", path: "\(runtime.folder)/\(name)/drey-\(name)", mode: 0o555),
      ])
  }

  /// The JobManager's image with an application in it, and with its resources beside it.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` if they cannot be read.
  static func application(
    _ executable: String, name: String, jobManager: String, in runtime: RuntimeFiles
  ) throws(Failure) -> ImageDefinition {
    var files = [File(name: "application/\(name)", path: executable, mode: 0o555)]
    for bundle in try ResourceBundle.ofExecutable(executable).found {
      files += try bundle.files().map { File(name: "application/\($0.path)", path: $0.file, mode: 0o444) }
    }
    return ImageDefinition(
      repository: "drey/application", dockerfilePath: "\(runtime.folder)/application/Dockerfile",
      arguments: ["JOBMANAGER": jobManager], labels: [Label.application: name],
      files: files)
  }
}
