import Foundation
import StreamRecords
import Testing

/// What the fuzzer starts from, and changes of it: a part of `make fuzz` in every run of the tests.
@Suite struct CorpusTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/Corpus")

  static func inputs(_ fuzzer: String) throws -> [String: [UInt8]] {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: fuzzer), includingPropertiesForKeys: nil)
    return try Dictionary(uniqueKeysWithValues: files.map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) })
  }

  private func run(_ types: [FuzzedRecords.Check], _ bytes: [UInt8]) -> String? {
    bytes.withUnsafeBytes { FuzzedRecords.run(types, $0) }
  }

  @Test(arguments: ["FuzzRecords", "FuzzCodable"]) func nothingTrapsOrChanges(fuzzer: String) throws {
    let types = fuzzer == "FuzzRecords" ? FuzzedRecords.plain : FuzzedRecords.codable
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    let inputs = try Self.inputs(fuzzer).sorted { $0.key < $1.key }
    #expect(inputs.count >= types.count)
    for (name, bytes) in inputs {
      #expect(run(types, bytes) == nil, "\(name)")
      for _ in 0..<300 { #expect(run(types, disturbed(bytes, using: &random)) == nil, "\(name), seed \(seed)") }
    }
  }

  /// Each of the committed inputs is a value of its type, or the fuzzer would begin with nothing.
  @Test func committedInputsAreValues() throws {
    let word = try #require(Self.inputs("FuzzCodable")["plain"])
    #expect(decode(Plain.self, Array(word.dropFirst())) == Plain(word: "w", count: 300))
    let everything = try #require(Self.inputs("FuzzCodable")["everything"])
    #expect(decode(Everything.self, Array(everything.dropFirst())) == .extreme)
    let pairs = try #require(Self.inputs("FuzzRecords")["pair"])
    #expect(decode(KeyValue<String, Int>.self, Array(pairs.dropFirst())) == KeyValue("word", 3))
  }
}
