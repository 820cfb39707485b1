public import DreyModel
import Glibc

/// Files that hold one secret each.
public enum SecretFile {
  /// The content without white space around it, 4096 bytes of it at most.
  /// - Parameter secret: what it holds, for the error.
  /// - Throws: ``Failure`` of the domain `usage` that names the file.
  public static func read(_ path: String, holding secret: String, advice: String) throws(Failure) -> [UInt8] {
    guard let file = fopen(path, "re") else {
      throw Failure(.usage, "cannot read \(secret) '\(path)': \(String(cString: strerror(errno)))", advice: advice)
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    return Array(bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }
}
