import DreyModel
import Glibc

/// The resources at the end of the running executable (``PackedResources``), which `Bundle.module` looks for beside it.
enum OwnResources {
  /// Returns at once if there are none, or they lie beside the executable. Otherwise puts them, and the executable, into a
  /// folder below `TMPDIR`, and goes on as the executable there: nothing but its place differs.
  static func provideOrExit() {
    do throws(Failure) {
      guard let executable = ownPath(), let packed = try Packed(executable) else { return }
      let entries = try packed.entries()
      let folder = executable.prefix(upTo: executable.lastIndex(of: "/") ?? executable.startIndex)
      if entries.allSatisfy({ access("\(folder)/\($0.path)", R_OK) == 0 }) { return }
      try restart(as: try unpack(packed, entries, executable))
    } catch {
      let text = Array("\(error)\n".utf8)
      _ = write(STDERR_FILENO, text, text.count)
      exit(ExitCode(error.domain).rawValue)
    }
  }

  private static func ownPath() -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }

  /// Several processes of one job may do so at the same time: the first to rename its folder is as good as any.
  private static func unpack(
    _ packed: Packed, _ entries: [(path: String, content: Range<Int>)], _ executable: String
  ) throws(Failure) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let name = executable.split(separator: "/").last.map(String.init) ?? "application"
    let folder = "\(parent)/drey-resources-\(getuid())-\(packed.trailer.digest.prefix(32))"
    let whole = "\(folder)/\(name)"
    if isOwn(folder), access(whole, X_OK) == 0 { return whole }
    let aside = "\(folder).\(getpid())"
    guard mkdir(aside, 0o700) == 0 else { throw failure("make the folder", aside) }
    for entry in entries { try packed.copy(entry.content, to: "\(aside)/\(entry.path)", below: aside) }
    if link(executable, "\(aside)/\(name)") != 0 { try packed.copyAll(to: "\(aside)/\(name)") }
    if rename(aside, folder) != 0 {
      guard isOwn(folder), access(whole, X_OK) == 0 else { throw failure("rename", aside) }
      remove(aside, holding: entries.map(\.path) + [name])
    }
    return whole
  }

  private static func remove(_ folder: String, holding files: [String]) {
    var folders: Set<String> = [folder]
    for file in files {
      unlink("\(folder)/\(file)")
      let parts = file.split(separator: "/").dropLast()
      for count in 0..<parts.count { folders.insert("\(folder)/" + parts[...count].joined(separator: "/")) }
    }
    for each in folders.sorted(by: { $0.utf8.count > $1.utf8.count }) { rmdir(each) }
  }

  /// Nobody else may have put it there.
  private static func isOwn(_ folder: String) -> Bool {
    var status = stat()
    return lstat(folder, &status) == 0 && status.st_uid == getuid() && status.st_mode & S_IFMT == S_IFDIR
      && status.st_mode & 0o022 == 0
  }

  private static func restart(as path: String) throws(Failure) {
    // The restarted program does not restart itself again, whatever happens there.
    guard ownPath() != path else {
      throw Failure(.infrastructure, "the resources that belong beside \(path) are not complete")
    }
    let arguments = CommandLine.arguments.map { strdup($0) } + [nil]
    execv(path, arguments)
    throw failure("run", path)
  }

  static func failure(_ what: String, _ path: String) -> Failure {
    Failure(
      .infrastructure,
      "the application's resources cannot be unpacked: cannot \(what) \(path): "
        + String(cString: strerror(errno)))
  }
}

/// An executable with resources at its end.
private final class Packed {
  let trailer: PackedResources.Trailer
  private let bytes: UnsafeRawBufferPointer

  /// nil if it has none.
  init?(_ path: String) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    let size = Int(status.st_size)
    var end = [UInt8](repeating: 0, count: PackedResources.Trailer.size)
    guard size > end.count, pread(descriptor, &end, end.count, off_t(size - end.count)) == end.count,
      let trailer = PackedResources.Trailer(end), trailer.length <= size - end.count
    else { return nil }
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw OwnResources.failure("read", path)
    }
    self.trailer = trailer
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  private var resources: UnsafeRawBufferPointer {
    let end = bytes.count - PackedResources.Trailer.size
    return UnsafeRawBufferPointer(rebasing: bytes[end - trailer.length..<end])
  }

  func entries() throws(Failure) -> [(path: String, content: Range<Int>)] {
    guard let entries = PackedResources.entries(in: resources) else {
      throw Failure(.infrastructure, "the resources at the end of the application's executable are damaged")
    }
    return entries
  }

  /// Makes the folders above as well, as far as `folder`.
  func copy(_ content: Range<Int>, to path: String, below folder: String) throws(Failure) {
    var place = path.dropFirst(folder.count + 1).startIndex
    while let slash = path[place...].firstIndex(of: "/") {
      let parent = String(path[..<slash])
      guard mkdir(parent, 0o700) == 0 || errno == EEXIST else { throw OwnResources.failure("make the folder", parent) }
      place = path.index(after: slash)
    }
    try write(UnsafeRawBufferPointer(rebasing: resources[content]), to: path, 0o400)
  }

  func copyAll(to path: String) throws(Failure) { try write(bytes, to: path, 0o500) }

  private func write(_ content: UnsafeRawBufferPointer, to path: String, _ mode: mode_t) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw OwnResources.failure("create", path) }
    defer { close(descriptor) }
    var rest = content[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw OwnResources.failure("write", path) }
      rest = rest.dropFirst(count)
    }
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
