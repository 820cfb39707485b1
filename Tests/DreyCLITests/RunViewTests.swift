import DreyDeploy
import DreyModel
import Testing

@testable import DreyCLI

@Suite struct RunViewTests {
  private let id = JobID.random()

  private func status(_ id: JobID, _ name: String, _ status: JobStatus) -> ProgressEvent {
    .event(.jobStatusChanged(jobID: id, name: name, status: status, failure: nil), member: "jobmanager")
  }

  @Test func aNameBeginsNoLineOfProgressAndALoggedMessageStaysIndented() {
    let restarting = ClusterEvent.jobRestarting(
      jobID: id, name: "a\n0.1 s  run", attempt: 1, delay: 2, failure: Failure(.user, "x\ny"))
    #expect(restarting.text(from: "m") == #"job a\n0.1 s  run restarts (1) in 2 ms: x\ny"#)
    #expect(
      restarting.fullText(from: "m").split(separator: "\n") == [#"job a\n0.1 s  run restarts (1) in 2 ms"#, "x", "y"])
    let logged = ClusterEvent.log(level: .error, source: "jobmanager", message: "x\ny").text(from: "m")
    let lines = LineDisplay.line(after: 1, .run, logged).split(separator: "\n")
    #expect(lines.count == 2 && lines[0].hasSuffix("run     m: x"))
    #expect(lines[1] == String(repeating: " ", count: lines[0].count - 4) + "y")
  }

  @Test func phasesTaskManagersAndJobsAreShown() {
    var view = RunView()
    #expect(view.handle(.progress(.build, "WordCount"), at: 0) == nil)
    _ = view.handle(.progress(.images, "there"), at: 0.5)
    _ = view.handle(.event(.taskManagerRegistered(id: "tm-1", taskManagers: 1, slots: 2), member: "jobmanager"), at: 1)
    _ = view.handle(status(id, "count", .created), at: 1)
    _ = view.handle(.event(.slotsMissing(job: "count", required: 4, available: 2), member: "jobmanager"), at: 1)
    #expect(
      view.lines(at: 2, height: 24).map(\.text) == [
        "✓    0.50 s  build   WordCount", "✓    0.50 s  images  there",
        "▸    1.00 s  run     1 TaskManager(s) registered, 2 slot(s)",
        "     1.00 s  job     count CREATED, waits for slots: 2/4",
      ])
    _ = view.handle(status(id, "count", .running), at: 2)
    _ = view.handle(status(id, "count", .finished), at: 3)
    #expect(view.lastLines(at: 9) == [DisplayLine(text: "     2.00 s  job     count FINISHED", style: .good)])
  }

  @Test func clustersSideBySideAreAddedUp() {
    var view = RunView()
    for cluster in ["a", "a-2"] {
      _ = view.handle(
        .event(.taskManagerRegistered(id: "t", taskManagers: 2, slots: 4), member: "\(cluster)/jobmanager"), at: 0)
    }
    #expect(view.lines(at: 0, height: 9)[0].text.hasSuffix("4 TaskManager(s) registered, 8 slot(s)"))
  }

  @Test func whatUserCodeSaysStaysAndDetailsDoNot() {
    var view = RunView()
    let said = view.handle(.event(.log(level: .info, source: "application", message: "hello"), member: "jm"), at: 0)
    #expect(said == "jm: hello")
    #expect(view.handle(.event(.log(level: .info, source: "jobmanager", message: "x"), member: "jm"), at: 0) == nil)
    let warning = ProgressEvent.event(.log(level: .warn, source: "jobmanager", message: "y"), member: "jm")
    #expect(view.handle(warning, at: 0) == "jm: y")
    let flink = ProgressEvent.event(.log(level: .warn, source: "org.apache.flink.A", message: "z"), member: "jm")
    #expect(view.handle(flink, at: 0) == nil)
    #expect(view.handle(.event(.taskManagerLost(id: "tm-1", reason: "gone"), member: "jm"), at: 0) == "tm-1 lost: gone")
    #expect(view.handle(.detail(.create, "network: create"), at: 0) == nil)
  }

  @Test(arguments: [1, 2, 5, 10]) func noMoreLinesThanThereIsRoomFor(height: Int) {
    var view = RunView()
    _ = view.handle(.progress(.run, "x"), at: 0)
    for index in 0..<20 { _ = view.handle(status(.random(), "job-\(index)", .running), at: 0) }
    let lines = view.lines(at: 1, height: height)
    #expect(lines.count <= height)
    #expect(lines.last?.text.contains("20 of 20 jobs run or wait") == true)
  }

  @Test func linesAreCutToTheWidthOfTheWindow() {
    #expect(DisplayLine(text: "abcdef").fitted(to: 6).text == "abcdef")
    #expect(DisplayLine(text: "abcdef").fitted(to: 4).text == "abc…")
    #expect(DisplayLine(text: "漢字漢字").fitted(to: 5).text == "漢字…")
    #expect(DisplayLine(text: "abc").fitted(to: 0).text.isEmpty)
    #expect(DisplayLine(text: "a\u{1B}[2Jb\nc").fitted(to: 80).text == #"a\u001b[2Jb\nc"#)
  }
}
