public import DreyModel
import FoundationEssentials
import Glibc

// Parses the members' surroundings from the text of options and spec files.
extension MemberSurroundings {
  /// Takes `NAME=VALUE`, or `NAME` for the value that the variable has for the client itself.
  /// - Parameter client: the client's own variables.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` if the client has none of that name.
  public mutating func addVariable(_ text: String, client: [String: String]) throws(Failure) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 1 else {
      environment[parts[0]] = parts[1]
      return
    }
    guard let value = client[text] else {
      throw Failure(
        .usage, "there is no variable '\(text)' in drey's own environment to hand on",
        advice: "Give it a value: \(text)=…")
    }
    environment[text] = value
  }

  /// Takes a file with one `NAME=VALUE` or `NAME` on each line; lines that begin with `#` and empty ones say nothing.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the file and the line.
  public mutating func addVariables(
    file: String, relativeTo folder: String? = nil, client: [String: String]
  ) throws(Failure) {
    let path = try HostPath.absolute(file, relativeTo: folder)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(
        .usage, "the file of variables \(path) cannot be read", advice: "Give a file with lines NAME=VALUE.")
    }
    let text = try SpecText.decode(data, of: path)
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.drop { $0 == " " || $0 == "\t" }
      guard !line.isEmpty, line.first != "#" else { continue }
      do throws(Failure) { try addVariable(String(line), client: client) } catch {
        throw Failure(.usage, "\(path):\(index + 1): \(error.message)", advice: error.advice)
      }
    }
  }

  /// Takes `NAME=FILE`.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the part which is wrong.
  public mutating func addSecret(_ text: String) throws(Failure) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { throw Failure(.usage, "secret '\(text)': expected NAME=FILE") }
    try addSecret(parts[0], file: parts[1])
  }

  /// - Parameter folder: what a relative path is relative to; nil: the working directory.
  public mutating func addSecret(_ name: String, file: String, relativeTo folder: String? = nil) throws(Failure) {
    secrets.append(SecretFile(name: name, source: try HostPath.absolute(file, relativeTo: folder)))
  }

  /// Takes `NAME:ADDRESS` or `NAME=ADDRESS`; the address may be `host-gateway`.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  public mutating func addHost(_ text: String) throws(Failure) {
    guard let end = text.firstIndex(where: { $0 == ":" || $0 == "=" }) else {
      throw Failure(.usage, "host '\(text)': expected NAME:ADDRESS")
    }
    hosts.append(HostEntry(name: String(text[..<end]), address: String(text[text.index(after: end)...])))
  }
}

extension SecretFile {
  /// The longest that a secret may be, in bytes.
  static let longest = 1 << 20

  /// Reads the present content of the file.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the file.
  func content() throws(Failure) -> [UInt8] {
    var status = stat()
    guard stat(source, &status) == 0 else {
      throw Failure(.usage, "the secret '\(name)' is to be read from \(source), which does not exist")
    }
    guard status.st_mode & S_IFMT != S_IFDIR, let data = FileManager.default.contents(atPath: source) else {
      throw Failure(
        .usage, "the secret '\(name)' cannot be read from \(source)", advice: "Give a file that you may read.")
    }
    guard data.count <= Self.longest else {
      throw Failure(
        .usage, "the secret '\(name)' has \(data.count) bytes, at most \(Self.longest) are taken",
        advice: "Mount larger files: --volume")
    }
    return Array(data)
  }
}
