import DreyModel
import Testing

@Suite struct MainEnvironmentTests {
  @Test(arguments: ["LIMIT", "TZ", "LANG", "LC_ALL", "AWS_REGION", "HTTP_PROXY", "PATHS"]) func itTravels(name: String)
  {
    #expect(MainEnvironment.travels(name))
  }

  @Test(arguments: ["PATH", "HOME", "TMPDIR", "DREY_ROLE", "LD_PRELOAD", "SSH_AUTH_SOCK", "XDG_RUNTIME_DIR", "_", ""])
  func itStays(name: String) { #expect(!MainEnvironment.travels(name)) }

  @Test func aWorkerHasWhatMainHad() {
    let own = ["PATH": "/bin", "TZ": "UTC", "LIMIT": "1", "OWN": "x"]
    #expect(MainEnvironment.ofWorker(own, main: nil) == own)
    let main = ["PATH": "/usr/bin", "LIMIT": "50", "LANG": "C"]
    #expect(
      MainEnvironment.ofWorker(own, main: main) == ["PATH": "/bin", "LIMIT": "50", "OWN": "x", "LANG": "C"],
      "main() had no time zone, so the worker has none")
  }

  @Test func whatIsTooLargeIsNamed() throws {
    var large = ["SMALL": "x", "LARGE": String(repeating: "x", count: 131_000)]
    #expect(throws: Never.self) { try MainEnvironment.travelling(large) }
    for number in 0..<8 { large["L\(number)"] = String(repeating: "x", count: 130_000) }
    let failure = #expect(throws: Failure.self) { try MainEnvironment.travelling(large) }
    #expect(failure?.message.contains("LARGE with 131000") == true)
    let long = ["LONG": String(repeating: "x", count: ProgramArguments.maximumLength - 4)]
    let longest = #expect(throws: Failure.self) { try MainEnvironment.travelling(long) }
    #expect(longest?.message.contains("the variable LONG of main() has 131067 bytes") == true)
    #expect(try MainEnvironment.travelling(["PATH": "/bin", "A": "b"]) == ["A": "b"])
    let record = MainRecord(values: ["table": String(repeating: "x", count: MainRecord.maximumSize)])
    #expect(throws: Failure.self) { try record.validate() }
  }

  @Test func longValuesAreShortened() {
    let shown = ["unset", "5BA1-4711", "5BA1-4711-0815-1234"].map { CapturedValues.short($0) }
    #expect(shown == ["'unset'", "'5BA1…'", "'5BA1…1234'"])
    let here = CapturedValues(digest: "1", shown: ["Int '1'", "String 'a'"])
    let there = CapturedValues(digest: "2", shown: ["Int '1'", "String 'b'"])
    #expect(here.difference(from: there) == "String 'a' instead of String 'b'")
  }
}
