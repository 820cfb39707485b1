import DreyModel
import Testing

@testable import FlinkAgent

@Suite struct ConfigurationTests {
  /// Reads back what ``YAMLText`` writes, by YAML's rules for double-quoted scalars.
  private func read(_ line: Substring) -> (key: String, value: String)? {
    var scalars = line.unicodeScalars[...]
    guard let key = scalar(&scalars), scalars.popFirst() == ":", scalars.popFirst() == " ",
      let value = scalar(&scalars), scalars.isEmpty
    else { return nil }
    return (key, value)
  }

  private func scalar(_ rest: inout Substring.UnicodeScalarView) -> String? {
    guard rest.popFirst() == "\"" else { return nil }
    var text = String.UnicodeScalarView()
    while let next = rest.popFirst(), next != "\"" {
      guard next == "\\" else {
        text.append(next)
        continue
      }
      guard let kind = rest.popFirst() else { return nil }
      let lengths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
      guard let length = lengths[kind] else {
        text.append(kind)
        continue
      }
      guard let code = UInt32(String(rest.prefix(length)), radix: 16), let scalar = Unicode.Scalar(code) else {
        return nil
      }
      text.append(scalar)
      rest = rest.dropFirst(length)
    }
    return String(text)
  }

  @Test func valuesOfAnyCharactersComeBack() throws {
    let nasty = [
      "plain": "1g", "empty": "", "quotes": "a \"b\" 'c' \\ \\n", "lines": "one\ntwo\r\n\tthree",
      "yaml": "{a: [b, *c]} # d",
      "unicode": "ü ☃ 𝄞 \u{85}\u{2028}\u{FEFF}\u{0}", "yes": "no", "a key: b": "- x", "spaces": "  x  ",
    ]
    let text = YAMLText.mapping(nasty)
    #expect(text.utf8.allSatisfy { $0 == 10 || (32...126).contains($0) })
    var found: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let entry = try #require(read(line))
      found[entry.key] = entry.value
    }
    #expect(found == nasty)
  }

  private func configuration(_ verb: ContainerContract.Verb, _ values: [String: String] = [:]) -> [String: String] {
    FlinkConfiguration(verb, options: Options(values), folder: "/tmp/f", innerRestPort: 18_081).values
  }

  @Test func theUserWinsOverDefaultsAndTheContractOverTheUser() {
    let values = configuration(
      .jobManager,
      ["web.refresh-interval": "5", "rest.bind-address": "0.0.0.0", "rest.port": "9999", "x.y": "z"])
    #expect(values["web.refresh-interval"] == "5")
    #expect(values["rest.bind-address"] == "127.0.0.1")
    #expect(values["rest.port"] == "18081")
    #expect(values["x.y"] == "z")
    #expect(values["io.tmp.dirs"] == "/tmp/f/tmp")
  }

  @Test func aJobManagerAnswersRestAtTheAddressThatItsTaskManagersAreTold() {
    let address = ["jobmanager.rpc.address": "jobmanager.drey-orders"]
    for verb in [ContainerContract.Verb.jobManager, .standaloneJob, .client] {
      #expect(configuration(verb, address)["rest.address"] == "jobmanager.drey-orders")
      #expect(configuration(verb, address.merging(["rest.address": "own"]) { $1 })["rest.address"] == "own")
    }
    #expect(configuration(.taskManager, address)["rest.address"] == nil)
  }

  @Test func keysOfDreysOwnAreNotPassedOn() {
    #expect(configuration(.jobManager, [OptionKey.singleJob.rawValue: "true"])[OptionKey.singleJob.rawValue] == nil)
  }

  @Test func anApplicationsClusterStaysUntilItsEndIsKnown() {
    let key = "execution.shutdown-on-application-finish"
    #expect(configuration(.standaloneJob, [key: "true"])[key] == "false")
    #expect(configuration(.jobManager)[key] == nil)
  }
}
