import DreyModel
import FoundationEssentials
import Testing

@testable import JobManager

/// Which ended jobs are kept, where, and for how long.
@Suite struct EndedJobsTests {
  private static func entry(_ name: String, at end: Int = 0, bytes: Int = 0, index: Int = 0) -> EndedJobs.Entry {
    var (job, _) = JobFilesTests.ended(JobFilesTests.job(name, index: index))
    job.summary.endTime = end
    return EndedJobs.Entry(job: job, number: 0, bytes: bytes)
  }

  @Test func theOldestAreBeyondTheNumber() {
    var jobs = EndedJobs(JobStoreLimits(count: 2))
    let entries = ["a", "b", "c", "d"].map { Self.entry($0) }
    for each in entries { jobs.add(each) }
    #expect(jobs.count(.finished) == 4)
    #expect(jobs.removeOld(at: 0, needed: []) == [entries[0].job.id, entries[1].job.id])
    #expect(jobs.all.map(\.job.summary.name) == ["c", "d"])
    #expect(jobs.count(.finished) == 2)
    #expect(jobs.removeOld(at: 0, needed: []).isEmpty)
  }

  @Test func whatIsTooOldGoes() {
    var jobs = EndedJobs(JobStoreLimits(expiration: 100))
    let entries = [(10, "a"), (20, "b")].map { Self.entry($1, at: $0) }
    for each in entries { jobs.add(each) }
    #expect(jobs.removeOld(at: 110, needed: []).isEmpty)
    #expect(jobs.removeOld(at: 111, needed: []) == [entries[0].job.id])
    #expect(jobs[entries[0].job.id] == nil && jobs[entries[1].job.id] != nil)
  }

  @Test func bytesAreKnownWhenTheyAreWritten() {
    var jobs = EndedJobs(JobStoreLimits(diskCapacity: 100))
    let entries = ["a", "b", "c"].map { Self.entry($0) }
    for each in entries { jobs.add(each) }
    #expect(jobs.removeOld(at: 0, needed: []).isEmpty)
    for each in entries { jobs.written(each.job.id, bytes: 60) }
    #expect(jobs.bytes == 180)
    #expect(jobs.removeOld(at: 0, needed: []) == [entries[0].job.id, entries[1].job.id])
    #expect(jobs.bytes == 60)
    jobs.written(entries[0].job.id, bytes: 60)
    #expect(jobs.bytes == 60, "it has gone before it was written")
  }

  @Test func whatOthersNeedStays() {
    var jobs = EndedJobs(JobStoreLimits(count: 1, expiration: 100))
    let entries = ["a", "b", "c"].map { Self.entry($0) }
    for each in entries { jobs.add(each) }
    #expect(jobs.removeOld(at: 0, needed: [entries[0].job.id]) == [entries[1].job.id, entries[2].job.id])
    #expect(jobs.removeOld(at: 1000, needed: []) == [entries[0].job.id])
  }

  @Test func theCacheHoldsWhatWasUsedLast() {
    var cache = ArchiveCache(capacity: 100)
    let archives = ["a", "b", "c"].map { JobFilesTests.ended(JobFilesTests.job($0)).archive }
    cache.add(archives[0], bytes: 40)
    cache.add(archives[1], bytes: 40)
    #expect(cache.archive(of: archives[0].id) == archives[0])
    cache.add(archives[2], bytes: 40)
    #expect(cache.archive(of: archives[1].id) == nil, "it was not used for longest")
    #expect(cache.archive(of: archives[0].id) != nil && cache.bytes == 80)
    cache.add(archives[1], bytes: 101)
    #expect(cache.archive(of: archives[1].id) == nil && cache.bytes == 80, "it would be all of the cache")
    cache.remove(archives[0].id)
    cache.add(archives[2], bytes: 10)
    #expect(cache.bytes == 10)
  }

  @Test func aFileSystemInMemoryHasFewerBytes() {
    let limits = JobStoreLimits(diskCapacity: 1 << 50)
    #expect(limits.bounded(for: "/dev/shm/is/not/there").diskCapacity < 1 << 50)
    #expect(limits.bounded(for: "/proc").diskCapacity == 1 << 50)
  }

  @Test func theSameSubmissionHasTheSameDigest() throws {
    let main = MainRecord(values: Dictionary(uniqueKeysWithValues: (0..<50).map { ("\($0)", "v") }))
    let submission = JobSubmission(
      executionIndex: 0, graph: JobGraph(name: "job", vertices: [], edges: []), main: main,
      environment: ["b": "1", "a": "2"])
    let job = SessionJob(jobID: .random(), jarID: "jar", earlier: [.running, .job(.random())], submission: submission)
    let again = try JSONDecoder().decode(SessionJob.self, from: JSONEncoder().encode(job))
    #expect(again == job)
    #expect(SubmissionDigest.of(again) == SubmissionDigest.of(job))
    var other = job
    other.earlier = []
    #expect(SubmissionDigest.of(other) != SubmissionDigest.of(job))
  }

  @Test func whatRESTSaysOutlivesTheDisk() throws {
    let stored = JobFilesTests.job("job")
    let (_, archive) = JobFilesTests.ended(stored, ["all": .list(EncodedRecords(count: 2, bytes: [1, 2]))])
    let again = try JSONDecoder().decode(JobArchive.self, from: JSONEncoder().encode(archive))
    #expect(again == archive)
    #expect(again.executionResult.result?.accumulatorResults["all"] != nil)
    #expect(again.exceptions(limit: 0).exceptionHistory.entries.isEmpty)
    #expect(again.vertex(id: "x") == nil)
  }
}
