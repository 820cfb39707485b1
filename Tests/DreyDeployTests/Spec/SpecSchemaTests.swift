import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

/// Editors check a spec file by its schema, drey by itself: both say the same of every file.
@Suite struct SpecSchemaTests {
  private static let validator: SchemaValidator = {
    let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
    let data = FileManager.default.contents(atPath: "\(root)/docs/spec.schema.json") ?? Data()
    return SchemaValidator(root: (try? JSONDecoder().decode(JSONValue.self, from: data)) ?? .null)
  }()

  /// Makes the same numbers of the same seed everywhere (SplitMix64).
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private func yaml(_ value: JSONValue) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Why drey refuses a file, or nil.
  private func refusal(_ yaml: String) -> String? {
    do throws(Failure) { _ = try SpecFile(yaml: yaml, file: "spec.yaml", folder: "/specs") } catch {
      return error.message
    }
    return nil
  }

  /// How values of several keys go together, and what is there, is nothing that a schema can say.
  private static let relations = [
    "slots, but", "two volumes are mounted at", "does not fit into the range", "not in its middle", "memory:",
    "does not exist", "holds no Package.swift", "cannot be read", "is an address of the scheme", "there is no variable",
  ]

  @Test(arguments: 0..<8) func everyFileIsTakenByBothOrByNeither(seed: Int) throws {
    var generator = SpecGenerator(validator: Self.validator, random: Seeded(state: UInt64(seed)))
    var verdicts = [0, 0]
    for index in 0..<250 {
      var file = try generator.file()
      for _ in 0..<(index % 3) { file = generator.mutated(file) }
      let text = try yaml(file)
      let isAccepted = try Self.validator.accepts(file)
      let refusal = refusal(text)
      verdicts[isAccepted ? 1 : 0] += 1
      if let refusal, isAccepted {
        #expect(Self.isRelation(refusal), "the schema takes what drey refuses: \(text)\n\(refusal)")
      } else {
        #expect((refusal == nil) == isAccepted, "drey takes what the schema refuses, seed \(seed): \(text)")
      }
    }
    // Neither verdict is the only one that occurs.
    #expect(verdicts.min() ?? 0 > 25, "\(verdicts)")
  }

  private static func isRelation(_ refusal: String) -> Bool {
    relations.contains { refusal.contains($0) } || refusal.contains("options.")
  }

  private static let head = "apiVersion: drey.dev/v1\napplication: {source: registry/app:1}\n"

  /// As YAML has them, with what the schema sees.
  @Test(arguments: [
    ("taskManager: {replicas: \"2\"}", false), ("taskManager: {replicas: 2.0}", true),
    ("taskManager: {memory: 1G}", true),
    ("taskManager: {memory: 512M}", true), ("jobManager: {cpus: '1'}", false), ("network: {isolated: 'true'}", false),
    ("network: {isolated: yes}", false), ("network: {isolated: True}", true), ("name: 12", false), ("name: '12'", true),
    ("taskManager: {memory: 536870912.5}", false), ("session: orders", false), ("lifetime: {timeout: 0}", false),
    ("lifetime: {timeout: 90}", true), ("lifetime: {timeout: 1e2}", true),
    ("engine: {type: drey, version: 2.3.0}", false),
    ("engine: {type: flink, version: 2.3}", false), ("engine: {type: flink, version: '2.3.0'}", true),
    ("jobManager: {memory: 1.2.3m}", false), ("jobManager: {memory: 1m}", false), ("x-mine: {a: 1}", true),
    ("taskManager: {x-note: later, slots: 1}", true), ("volumes: ['/a:/tmp/x']", false), ("volumes: [a:/b:rw]", true),
    ("x: &m {memory: 256m}", false), ("x-m: &m {memory: 256m}\njobManager: {<<: *m, cpus: 1}", true),
    ("x-m: &m {memory: 256m}\njobManager:\n  <<: [*m, {cpus: 2}]", true), ("jobManager: {<<: 5}", false),
    ("jobManager: {'<<': {cpus: 1}}", false), ("parallelism:", false), ("name: ~", false), ("options: {a.b: ~}", false),
  ])
  func valuesAreReadAsEditorsReadThem(line: String, isTaken: Bool) {
    let refusal = refusal(Self.head + line)
    #expect((refusal == nil) == isTaken, "\(refusal ?? "taken")")
  }

  @Test func mergedKeysGiveWayToTheMappingsOwn() throws {
    let text = """
      x-small: &small {memory: 128m, cpus: 0.5}
      jobManager: {<<: *small, cpus: 2}
      taskManager: {<<: [{slots: 3}, *small], replicas: 2}
      """
    let cluster = try SpecFile(yaml: Self.head + text, file: "spec.yaml", folder: "/").cluster
    #expect(cluster.jobManagerResources.memory == 128 << 20 && cluster.jobManagerResources.cpus == 2)
    #expect(cluster.slots == 3 && cluster.taskManagers == 2 && cluster.taskManagerResources.cpus == 0.5)
  }

  @Test func aKeyThatStandsThereTwiceIsNamedWithItsPlace() throws {
    #expect(refusal(Self.head + "name: a\nname: b")?.contains("the key 'name' stands there twice") == true)
  }
}
