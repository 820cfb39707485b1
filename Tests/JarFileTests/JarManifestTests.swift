import JarFile
import Testing

@Suite struct JarManifestTests {
  @Test func continuedLinesAreOneValue() {
    let manifest = JarManifest(
      "Manifest-Version: 1.0\r\nMain-Class: org.example.AVeryLong\r\n PackageName.Main\r\n\r\n")
    #expect(manifest.mainClass == "org.example.AVeryLongPackageName.Main")
  }

  @Test func theCaseOfNamesDoesNotCountAndSpacesAtTheEndNeither() {
    #expect(JarManifest("main-class: a.B  \n").mainClass == "a.B")
  }

  @Test func onlyTheMainSectionCounts() {
    #expect(JarManifest("Manifest-Version: 1.0\n\nName: a/\nMain-Class: a.B\n").mainClass == nil)
  }

  @Test(arguments: ["", " continuation of nothing\n", "Main-Class\n", "Main-Class:\n"])
  func aManifestWithoutAMainClassHasNone(text: String) {
    #expect(JarManifest(text).mainClass == nil)
  }
}
