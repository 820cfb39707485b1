import DockerEngine
import FoundationEssentials
import Testing

@testable import DreyDeploy

@Suite struct ImageCatalogTests {
  private func image(_ id: String, _ tag: String, created: Int, labels: [String: String] = [:]) throws -> ImageSummary {
    let labels = labels.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
    let json = #"{"Id":"\#(id)","RepoTags":["\#(tag)"],"Size":5,"Created":\#(created),"Labels":{\#(labels)}}"#
    return try JSONDecoder().decode(ImageSummary.self, from: Data(json.utf8))
  }

  @Test func newestComesFirstWithWhatIsKnownOfIt() throws {
    let images = [
      try image("a", "drey/jobmanager:1", created: 1),
      try image("b", "drey/application:2", created: 2, labels: [Label.application: "WordCount"]),
    ]
    let catalog = ImageCatalog.catalog(images, used: ["b"], current: ["drey/jobmanager:1"])
    #expect(catalog.map(\.reference) == ["drey/application:2", "drey/jobmanager:1"])
    #expect(catalog.map(\.isInUse) == [true, false])
    #expect(catalog.map(\.isCurrent) == [false, true])
    #expect(catalog.map(\.application) == ["WordCount", nil])
  }

  @Test func flinkStaysAsLongAsItHasItsVersionAsATag() throws {
    let hash = String(repeating: "a", count: 64)
    let labels = [Label.content: hash, Label.flinkVersion: "2.3.0"]
    let images = [
      try image("a", "drey/flink:\(hash.prefix(16))\",\"drey/flink:2.3.0", created: 1, labels: labels),
      try image("b", "drey/flink:\(hash.prefix(16))", created: 2, labels: labels),
      try image("c", "drey/flink-member:\(hash.prefix(16))", created: 3, labels: labels),
      try image("d", "drey/application:4", created: 4, labels: [Label.application: "a.jar"]),
    ]
    let catalog = ImageCatalog.catalog(images.reversed(), used: [], current: [])
    #expect(catalog.filter(\.isCurrent).map(\.id) == ["a"])
    #expect(catalog.last?.reference == "drey/flink:\(hash.prefix(16))")
    #expect(ImageCatalog.topmostFirst(catalog.reversed()).map(\.id) == ["d", "c", "a", "b"])
  }
}
