// error: switch must be exhaustive
import Ports

func isPersonal(_ word: SystemWords.Word) -> Bool {
    switch word {
    case .address, .age, .ageAtLeast, .dateOfBirth, .documentNumber, .drivingPrivileges, .familyName,
        .givenName, .portrait, .sex:
        true
    #if !WRONG
    case .documentExpirationDate, .documentIssueDate, .issuingAuthority: false
    #endif
    }
}
