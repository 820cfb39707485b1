import DreyDeploy
import DreyModel
import Testing

@testable import DreyCLI

@Suite struct LiveDisplayTests {
  private func run(on display: LiveDisplay, records: [String]) async throws {
    let id = JobID.random()
    display.show(.progress(.build, "Examples/WordCount " + String(repeating: "x", count: 100)))
    display.show(.event(.log(level: .error, source: "application", message: "said"), member: "jobmanager"))
    for status in [JobStatus.created, .running, .finished] {
      display.show(.event(.jobStatusChanged(jobID: id, name: "j", status: status, failure: nil), member: "jobmanager"))
      // Longer than it takes to be drawn once; nothing here depends on how often it is.
      try await Task.sleep(for: .milliseconds(120))
      for record in records { try await display.write(Array("\(status.rawValue) \(record)\n".utf8)) }
    }
    await display.finish()
  }

  @Test func recordsAreWholeAndTheEndIsClean() async throws {
    let pty = try Pseudoterminal()
    let display = LiveDisplay(on: LiveTerminal(display: pty.terminal, records: pty.terminal, hasColours: true))
    let records = (0..<20).map { "record \($0)" }
    try await run(on: display, records: records)
    let bytes = pty.output()
    let rows = VirtualTerminal(bytes).rows
    let expected = ["CREATED", "RUNNING", "FINISHED"].flatMap { status in records.map { "\(status) \($0)" } }
    #expect(rows.filter { $0.contains("record") } == expected)
    #expect(rows.filter { $0.contains("jobmanager: said") }.count == 1)
    // Nothing of the display but the job's end, and the cursor below it.
    #expect(!rows.contains { $0.contains("▸") || $0.contains("build") })
    #expect(rows.suffix(2).first?.hasSuffix("job     j FINISHED") == true)
    #expect(rows.last?.isEmpty == true)
    #expect(String(decoding: bytes, as: UTF8.self).contains("▸"), "it was drawn meanwhile")
  }

  @Test func colourIsLeftOutWhereItIsNotWanted() async throws {
    let pty = try Pseudoterminal()
    try await run(
      on: LiveDisplay(on: LiveTerminal(display: pty.terminal, records: -1, hasColours: false)), records: [])
    #expect(!String(decoding: pty.output(), as: UTF8.self).contains("m" + "\u{1B}[0m"))
  }

  @Test func nothingIsDrawnBeyondTheWindow() async throws {
    let pty = try Pseudoterminal(columns: 30, rows: 5)
    let display = LiveDisplay(on: LiveTerminal(display: pty.terminal, records: pty.terminal, hasColours: false))
    try await run(on: display, records: ["r"])
    for line in String(decoding: pty.output(), as: UTF8.self).split(whereSeparator: \.isNewline)
    where line.contains("▸") {
      #expect(line.count < 40, "30 columns and the commands of the terminal")
    }
  }

  @Test func aTerminalThatNobodyDrewOnStaysEmpty() async throws {
    let pty = try Pseudoterminal()
    let display = LiveDisplay(on: LiveTerminal(display: pty.terminal, records: pty.terminal, hasColours: true))
    await display.finish()
    #expect(pty.output().isEmpty)
  }
}
