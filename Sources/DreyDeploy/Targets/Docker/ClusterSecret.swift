import DockerEngine
import DreyModel

/// A secret of a cluster: 256 random bits in hexadecimal. It never appears in a plan, a label, an argument or a variable.
struct ClusterSecret: Sendable, CustomStringConvertible {
  let bytes: [UInt8]

  init() {
    let digits = Array("0123456789abcdef".utf8)
    var generator = SystemRandomNumberGenerator()
    bytes = (0..<64).map { _ in digits[Int.random(in: 0..<16, using: &generator)] }
  }

  var description: String { "(secret)" }

  /// The archive to be put into the folder of a file: readable for the containers' user alone.
  func archive(of path: String) throws -> RequestBody {
    try MemberFile(path: path, content: bytes).archive()
  }
}
