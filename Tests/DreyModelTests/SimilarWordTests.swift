import DreyModel
import Testing

@Suite struct SimilarWordTests {
  @Test(
    arguments: [
      ("<<", ["memory", "cpus"], nil), ("x-common", ["session", "name", "mode"], nil), ("nc-nonet", ["bridge"], nil),
      ("imge", ["image", "mode"], "image"), ("slot", ["slots", "cpus"], "slots"),
      ("TaskManager", ["taskManager"], "taskManager"),
      ("kafka", ["kafka-net", "bridge"], "kafka-net"), ("nmae", ["name", "mode"], "name"), ("a", ["b"], nil),
      ("", ["a"], nil),
    ] as [(String, [String], String?)])
  func onlyWhatIsAlikeIsSuggested(word: String, known: [String], nearest: String?) {
    #expect(SimilarWord.nearest(to: word, among: known) == nearest)
  }

  @Test func lettersThatChangedPlacesCountOnce() {
    #expect(SimilarWord.distance("defualt", "default") == 1)
    #expect(SimilarWord.distance("kitten", "sitting") == 3)
    #expect(SimilarWord.question(for: "nmae", among: ["name"]) == " Did you mean 'name'?")
  }
}
