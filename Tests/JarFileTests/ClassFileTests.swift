import JarBuilder
import JarFile
import Testing

@Suite struct ClassFileTests {
  @Test func readsWhatAClassSaysOfItself() throws {
    let bytes = ClassBuilder("a/B", superclass: "c/D", hasMain: true, references: ["e/F", "[[Lg/H;", "[I"]).bytes
    let file = try ClassFile(bytes)
    #expect(file.name == "a/B")
    #expect(file.superclass == "c/D")
    #expect(file.hasMain)
    #expect(file.references == ["a/B", "c/D", "e/F", "g/H"])
  }

  @Test func aMainThatIsNotPublicOrNotStaticDoesNotCount() throws {
    for flags: UInt16 in [0, 1, 8, 0x10] {
      #expect(try !ClassFile(ClassBuilder("a/B", hasMain: true, flags: flags).bytes).hasMain)
    }
    #expect(try !ClassFile(ClassBuilder("a/B").bytes).hasMain)
  }

  @Test(arguments: [8, 11, 17, 25]) func theHeaderTellsTheJavaRelease(release: Int) {
    let header = Array(ClassBuilder("a/B", javaRelease: release).bytes.prefix(ClassFile.headerSize))
    #expect(ClassFile.javaRelease(header: header) == release)
  }

  @Test func whatIsNoClassFileHasNoJavaRelease() {
    #expect(ClassFile.javaRelease(header: []) == nil)
    #expect(ClassFile.javaRelease(header: Array("no class".utf8)) == nil)
    #expect(throws: JarError.self) { try ClassFile(Array("no class".utf8)) }
  }

  @Test func noDamagedClassFileCrashes() {
    let whole = ClassBuilder("a/B", hasMain: true, references: ["e/F"]).bytes
    for place in whole.indices {
      for value in UInt8.min...UInt8.max {
        var bytes = whole
        bytes[place] = value
        _ = try? ClassFile(bytes)
      }
      _ = try? ClassFile(Array(whole.prefix(place)))
    }
  }
}
