import DreyModel
import Glibc
import Synchronization
import Testing

@testable import DataStream
@testable import TaskRuntime

/// What a sink of a test received, over all subtasks.
final class Collected<Record: StreamCodable>: Sendable {
  private let state = Mutex<[Record]>([])
  func add(_ record: Record) { state.withLock { $0.append(record) } }
  var all: [Record] { state.withLock { $0 } }
}

extension DataStream {
  /// Keeps all records for the test to look at.
  func collect() -> Collected<Record> {
    let collected = Collected<Record>()
    sink("Sink: Collect") { _ in
      Output(batch: { $0.consumeEach { collected.add($0) } }, signal: { _ in })
    }
    return collected
  }
}

/// An environment whose jobs run in this process.
func localEnvironment(
  parallelism: Int = 1, mode: RuntimeExecutionMode = .batch, arguments: [String] = []
) throws -> StreamExecutionEnvironment {
  try StreamExecutionEnvironment.createLocalEnvironment(parallelism: parallelism, arguments: arguments)
    .setRuntimeMode(mode)
}

/// A folder that is removed with everything in it when the test is over.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/drey-test-XXXXXX".utf8CString)
    path = try template.withUnsafeMutableBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      return String(cString: try #require(mkdtemp(base)))
    }
  }

  func write(_ text: String, to name: String) throws -> String {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    defer { fclose(file) }
    fputs(text, file)
    return "\(path)/\(name)"
  }

  func read(_ name: String) throws -> String {
    String(decoding: try bytes(of: "\(path)/\(name)"), as: UTF8.self)
  }

  func bytes(of path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"), "no file \(path)")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
  }

  func names(in folder: String = ".") -> [String] {
    guard let listing = opendir("\(path)/\(folder)") else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  deinit { Self.remove(path) }

  /// `remove` takes files and empty folders; what is left are folders with something in them.
  private static func remove(_ path: String) {
    guard Glibc.remove(path) != 0, let listing = opendir(path) else { return }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { remove("\(path)/\(name)") }
    }
    closedir(listing)
    _ = Glibc.remove(path)
  }
}
