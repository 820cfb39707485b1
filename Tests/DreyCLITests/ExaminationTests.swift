import DreyDeploy
import Testing

@testable import DreyCLI

@Suite struct ExaminationTests {
  private let good = Finding(verdict: .good, subject: "a", detail: "is there")
  private let bad = Finding(verdict: .bad, subject: "engine", detail: "none answers", mend: "Start it.")

  @Test func withoutAnEngineTheLocalTargetIsEnough() {
    let examination = Examination(docker: [bad], local: [good], host: [good])
    #expect(examination.works(on: nil))
    #expect(examination.works(on: .local))
    #expect(!examination.works(on: .docker))
    #expect(examination.findings(for: nil).map(\.verdict) == [.warning, .good, .good])
    #expect(examination.findings(for: .docker).map(\.verdict) == [.bad, .good])
  }

  @Test func withoutAnyTargetNothingWorks() {
    let examination = Examination(docker: [bad], local: [bad], host: [good])
    #expect(!examination.works(on: nil))
    #expect(examination.findings(for: nil).map(\.verdict) == [.bad, .bad, .good])
  }

  @Test func withoutTheRuntimeNothingWorks() {
    #expect(!Examination(docker: [good], local: [good], host: [bad]).works(on: .local))
  }
}
