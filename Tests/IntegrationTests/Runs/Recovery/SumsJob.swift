import Foundation
import Glibc
import Testing

/// The job `sums` of the scenarios: its input, what it has to write, and what it has written.
struct SumsJob {
  let folder: String
  let expected: [String]
  var input: String { "\(folder)/in" }
  var output: String { "\(folder)/out" }

  /// Makes the input: two files that cover the same time.
  init(in folder: String, readings: Int) throws {
    self.folder = folder
    for name in ["in", "out"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    // The containers' user writes there.
    chmod("\(folder)/out", 0o777)
    chmod(folder, 0o755)
    var sums: [String: Int] = [:]
    for file in 0..<2 { try Self.write("\(folder)/in/\(file).txt", file, readings: readings / 2, &sums) }
    expected = sums.map { "\($0.key) \($0.value)" }.sorted()
  }

  private static func write(_ path: String, _ file: Int, readings: Int, _ sums: inout [String: Int]) throws {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? handle.close() }
    // Long lines: a source's position lies between two chunks, and a chunk is not to take long however slow the job is. All of
    // one length, so that each of two subtasks reads one file: the beginning of the other would be late behind it.
    let length = 200
    var text = ""
    for index in 0..<readings {
      let (key, time, value) = ((index &* 7919 + file) % 101, index / 2 + index &* 31 % 40, index % 1000 + file)
      let line = "\(key) \(time) \(value)"
      text += line + String(repeating: " ", count: length - line.utf8.count) + "\n"
      sums["\(key) \(time / 500 * 500 + 500)", default: 0] += value
      guard index % 5000 == 4999 || index == readings - 1 else { continue }
      try handle.write(contentsOf: Data(text.utf8))
      text = ""
    }
  }

  /// The lines that can be seen by now, in order.
  func visible() throws -> [String] {
    var lines: [Substring] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: output) where name.hasPrefix("part-") {
      let text = String(decoding: try Data(contentsOf: URL(filePath: "\(output)/\(name)")), as: UTF8.self)
      lines += text.split(separator: "\n")
    }
    return lines.map(String.init).sorted()
  }

  /// Fails where what can be seen is not what has to be there: what is missing, and what is there without being expected.
  func check(_ comment: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let actual = try visible()
    guard actual != expected else { return }
    let missing = Set(expected).subtracting(actual)
    let wrong = Set(actual).subtracting(expected)
    let doubled = actual.count - Set(actual).count
    Issue.record(
      "\(comment): \(missing.count) lines are missing (\(missing.prefix(3))), \(wrong.count) wrong (\(wrong.prefix(3))), \(doubled) doubled",
      sourceLocation: sourceLocation)
  }
}
