import Testing

@testable import TaskRuntime

@Suite struct TimerQueueTests {
  @Test(arguments: 0..<20) func elementsComeOutByTimeThenByTheirOrder(seed: UInt64) {
    var numbers = SplitMix(seed)
    var queue = TimerQueue<Int>()
    var expected: [(time: Int, element: Int)] = []
    for element in 0..<200 {
      let time = Int(numbers.next() % 50)
      queue.insert(element, at: time)
      expected.append((time, element))
    }
    expected.sort { $0.time != $1.time ? $0.time < $1.time : $0.element < $1.element }
    #expect(queue.nextTime == expected[0].time)
    var found: [Int] = []
    for now in 0..<50 {
      while let (time, element) = queue.popDue(at: now) {
        #expect(time == now)
        found.append(element)
      }
    }
    #expect(found == expected.map(\.element))
    #expect(queue.nextTime == .max)
  }
}

/// Random numbers that are the same for the same seed (splitmix64, Steele, Lea and Flood).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
