import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct EngineExplanationTests {
  private let subjects = EngineExplanation.everything.map(\.subject)

  @Test func everyKeyOfASpecHasARow() {
    let nested = [
      ("application", SpecKeys.application), ("jobManager", SpecKeys.jobManager), ("taskManager", SpecKeys.taskManager),
      ("lifetime", SpecKeys.lifetime), ("network", SpecKeys.network), ("engine", SpecKeys.engine),
    ]
    for key in SpecKeys.root + nested.flatMap({ mapping in mapping.1.map { "\(mapping.0).\($0)" } }) {
      #expect(subjects.count { $0 == key } == 1, "\(key)")
    }
  }

  @Test(arguments: OptionKey.allCases) func everyOptionHasARow(key: OptionKey) {
    #expect(subjects.contains(key.rawValue))
  }

  @Test func whatIsTheSameIsSaidInTheSameWords() {
    for row in EngineExplanation.everything {
      #expect((row.onDrey == row.onFlink) == (row.verdict == .same), "\(row.subject)")
    }
  }

  @Test func ofASpecItsOwnOptionsAndSizesCount() throws {
    var cluster = ClusterSpec(name: try ClusterName("orders"))
    cluster.options = Options(["heartbeat.interval": "5000", "state.backend.type": "rocksdb"])
    cluster.taskManagerResources.memory = 1728 << 20
    let rows = EngineExplanation.rows(for: cluster)
    #expect(rows.contains { $0.subject == "state.backend.type" && $0.verdict == .onlyFlink })
    #expect(!rows.contains { $0.subject == "heartbeat.timeout" })
    #expect(rows.contains { $0.subject.hasSuffix("managed") && $0.onFlink.hasPrefix("536870920 bytes") })
    #expect(rows.contains { $0.subject == "jobManager.memory 512 MiB" && $0.onFlink.hasPrefix("refused") })
  }
}
