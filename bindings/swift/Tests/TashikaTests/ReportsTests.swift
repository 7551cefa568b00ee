import Foundation
import Tashika
import Testing

/// Every committed case through this library: the very report of the command.
struct ReportsTests {
    @Test("every case gives the report of the command, byte for byte")
    func everyCase() throws {
        let files = try Fixtures.all()
        #expect(files.count > 400)
        for file in files {
            let own = try Case(file)
            let report = try own.verify(Verifier(policy: own.policy)).report
            let expected = Fixtures.reports.appendingPathComponent(file.lastPathComponent)
            let same = try Data(report.json().utf8) == Data(contentsOf: expected)
            #expect(same, "\(file.lastPathComponent)")
        }
    }

    @Test("an accepted case has its values, each with its type")
    func accepted() throws {
        let outcome = try Fixtures.case("mdl").verify(Verifier())
        guard case .accepted(let report) = outcome else { throw Missing(what: "acceptance") }
        let claims = try #require(try report.claims())
        let byName = Dictionary(uniqueKeysWithValues: claims.map { ($0.element.identifier, $0) })
        #expect(byName["family_name"]?.text == "BANGO")
        #expect(byName["birth_date"]?.value == .date(text: "1999-03-31"))
        #expect(byName["age_over_18"]?.value == .truth(truth: true))
        let portrait = try #require(byName["portrait"])
        let bytes = try #require(try report.bytes(portrait.element))
        #expect(portrait.value == .bytes(length: Int64(bytes.count)))
        #expect(bytes.first == 0xff, "a JPEG")
        guard case .structured = byName["driving_privileges"]?.value else {
            throw Missing(what: "structure")
        }
        #expect(try outcome.residualRisks.contains(.holderNotCompared))
    }

    @Test("details say what the JSON says")
    func details() throws {
        let outcome = try Fixtures.case("cases/item.digest").verify(Verifier())
        guard case .rejected(let report, let reasons) = outcome else {
            throw Missing(what: "rejection")
        }
        #expect(reasons.map(\.check) == [.itemDigest])
        let document = try #require(try report.details.documents.first)
        let finding = try #require(document.checks.first { $0.check == .itemDigest })
        #expect(finding.outcome == .failed)
        #expect(!finding.facts.isEmpty)
        #expect(!document.hasClaims)
        #expect(try report.claims() == nil, "nothing is released")
        #expect(try report.json().contains("\"\(Tashika.info(.itemDigest).id)\""))
    }

    @Test("age is answered with its reason")
    func age() throws {
        let report = try Fixtures.case("mdl").verify(Verifier()).report
        let adult = try #require(try report.ageAtLeast(18))
        #expect(adult.answer == .yes)
        #expect(adult.because != nil)
        #expect(try report.ageAtLeast(99)?.answer == .no)
        #expect(try report.json(age: 18).contains("\"age\": {"))
    }

    @Test("what may not be kept is left out of a report to store")
    func retained() throws {
        let report = try Fixtures.case("mdl").verify(Verifier()).report
        #expect(try report.json().contains("BANGO"))
        #expect(try !report.json(retained: true).contains("BANGO"))
    }

    @Test("the outcome away from the caller's actor is the same")
    @MainActor
    func away() async throws {
        let own = try Fixtures.case("mdl")
        let outcome = try await Verifier().verifyAway(
            own.presentation(), trust: own.trust(), at: own.at)
        #expect(outcome.report.decision == .accepted)
    }

    @Test("every check has its row")
    func table() {
        #expect(Tashika.checks.count == CheckId.allCases.count)
        for check in CheckId.allCases {
            #expect(Tashika.info(check).check == check)
        }
        #expect(Tashika.policies.contains { $0.name == "default" })
        #expect(!Tashika.version.isEmpty)
    }
}
