import DreyModel
import FoundationEssentials
import Glibc

/// Makes one file of an executable and its resources (``DreyModel/PackedResources``), which goes wherever the executable
/// alone would go.
struct ResourcePacking: Sendable {
  let executable: String
  let observer: any RunObserver

  /// - Returns: the path of that file, or of the executable itself if it has no resources. Beside the file lie links to the
  ///   resources, so that nothing has to be unpacked on this machine.
  func run() throws(Failure) -> String {
    let (bundles, missing) = try ResourceBundle.ofExecutable(executable)
    for path in missing {
      observer.progress(.build, "the executable was built with resources in \(path), which are not there any more")
    }
    guard !bundles.isEmpty else { return executable }
    let name = executable.split(separator: "/").last.map(String.init) ?? "application"
    let folder = try self.folder()
    for bundle in bundles { try link(bundle, in: folder) }
    observer.detail(.build, "with the resources \(bundles.map(\.name).joined(separator: ", "))")
    let aside = "\(folder)/.\(name).\(getpid())"
    try Self.write(executable, bundles, to: aside)
    guard rename(aside, "\(folder)/\(name)") == 0 else { throw Self.failure("rename", aside) }
    return "\(folder)/\(name)"
  }

  /// How long a packed executable stays that nobody runs.
  private static let age = Duration.seconds(14 * 86_400)

  /// Returns the folder of the executable: each executable has its own, so that files of the same name do not collide.
  private func folder() throws(Failure) -> String {
    let parent = FileManager.default.temporaryDirectory.path
    let resolved = realpath(executable, nil)
    defer { free(resolved) }
    let path = resolved.map { String(cString: $0) } ?? executable
    let own = "\(parent.hasSuffix("/") ? String(parent.dropLast()) : parent)/drey-packed-\(getuid())"
    var hash = ContentHash()
    hash.add(name: "path", path)
    let folder = "\(own)/\(hash.finish().prefix(16))"
    for each in [own, folder] {
      guard mkdir(each, 0o700) == 0 || errno == EEXIST else { throw Self.failure("make the folder", each) }
    }
    var status = stat()
    guard lstat(own, &status) == 0, status.st_uid == getuid(), status.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(.usage, "\(own) is somebody else's", advice: "Remove it, or set TMPDIR to a folder of yours.")
    }
    // Executables that have not been run for long are packed again when they are run.
    Leftovers.remove(from: own, unchangedFor: Self.age) { "\(own)/\($0)" != folder }
    return folder
  }

  private func link(_ bundle: ResourceBundle, in folder: String) throws(Failure) {
    let path = "\(folder)/\(bundle.name)"
    let resolved = realpath(bundle.folder, nil)
    defer { free(resolved) }
    unlink(path)
    guard let resolved, symlink(resolved, path) == 0 || errno == EEXIST else { throw Self.failure("link", path) }
  }

  private static func write(_ executable: String, _ bundles: [ResourceBundle], to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o755)
    guard descriptor >= 0 else { throw failure("create", path) }
    defer { close(descriptor) }
    var problem: Failure?
    func append(_ bytes: UnsafeRawBufferPointer) {
      var rest = bytes[...]
      while problem == nil, !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.write(descriptor, part.baseAddress, part.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { problem = failure("write", path) }
        rest = rest.dropFirst(max(0, count))
      }
    }
    try FileBlocks(path: executable).forEach(append)
    var hash = ContentHash()
    var length = 0
    for bundle in bundles {
      for entry in try bundle.files() {
        let file = try FileBlocks(path: entry.file)
        let head = PackedResources.head(path: entry.path, size: file.size)
        head.withUnsafeBytes(append)
        try file.forEach(append)
        try hash.add(name: entry.path, fileAt: entry.file)
        length += head.count + file.size
      }
    }
    PackedResources.Trailer(length: length, digest: hash.finish()).bytes.withUnsafeBytes(append)
    if let problem { throw problem }
  }

  private static func failure(_ what: String, _ path: String) -> Failure {
    Failure(
      .usage,
      "the application's resources cannot be packed: cannot \(what) \(path): \(String(cString: strerror(errno)))")
  }
}
