import DreyModel
import Testing

@testable import TaskRuntime

@Suite struct IncrementChainTests {
  private func files(_ sizes: Int...) -> [SnapshotFile] {
    sizes.enumerated().map { SnapshotFile(path: "/\($0.offset)", byteCount: $0.element) }
  }

  @Test func theFirstCheckpointBuildsOnNothing() {
    var chain = IncrementChain()
    #expect(chain.base.isEmpty)
    chain.fenced = 1
    #expect(chain.base.isEmpty, "it is not complete")
    chain.completed(files: files(100))
    #expect(chain.base == files(100) && chain.fenced == nil)
  }

  @Test func increasingSizesBringTheNextWholeOne() {
    var chain = IncrementChain()
    chain.completed(files: files(20, 30, 100))
    #expect(chain.base == files(20, 30, 100))
    chain.completed(files: files(1, 20, 30, 100))
    #expect(chain.base.isEmpty)
    #expect(chain.files.count == 4)
    chain.completed(files: [])
    #expect(chain.base.isEmpty)
  }

  @Test func soDoManyFiles() {
    var chain = IncrementChain()
    let most = [SnapshotFile](
      repeating: SnapshotFile(path: "/x", byteCount: 1), count: IncrementChain.maximumIncrements)
    chain.completed(files: most.dropLast() + files(1000))
    #expect(chain.base.count == 8)
    chain.completed(files: most + files(1000))
    #expect(chain.base.isEmpty)
  }
}
