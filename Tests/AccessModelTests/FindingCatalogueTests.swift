import AccessModel
import JSONTree
import Testing

@Suite("The catalogue of findings")
struct FindingCatalogueTests {
    @Test("every code has one entry with a title and an explanation, and looks like a code")
    func entries() {
        #expect(FindingCatalogue.entries.map(\.code) == FindingCode.allCases)
        for entry in FindingCatalogue.entries {
            #expect(entry.code.rawValue.wholeMatch(of: /IDM[12][0-9]{2}/) != nil)
            #expect(!entry.title.isEmpty && entry.explanation.hasSuffix("."))
        }
        #expect(Set(FindingCatalogue.entries.map(\.title)).count == FindingCatalogue.entries.count)
    }

    @Test("codes never change their meaning: the published ones are these")
    func stability() {
        let published = [
            "missingField=IDM101", "wrongKind=IDM102", "invalidName=IDM103", "invalidVersion=IDM104",
            "invalidIssuer=IDM105", "invalidClaim=IDM106", "invalidGroup=IDM107", "unknownRole=IDM108",
            "unknownSource=IDM109", "invalidRule=IDM110", "wildcard=IDM111", "forbiddenVerb=IDM112",
            "invalidTime=IDM113", "emptyWindow=IDM114", "duplicate=IDM115", "outOfRange=IDM116", "unknownField=IDM117",
            "unknownKind=IDM118", "refusedBySchema=IDM119", "noWorkflowActions=IDM120",
            "templateChoice=IDM121", "templateKind=IDM122", "selector=IDM123", "limit=IDM124",
            "stepsWithoutApprover=IDM125", "unservedVersion=IDM126", "invalidSubject=IDM130",
            "loginNeeded=IDM131", "unknownTokenKind=IDM140", "invalidLifetime=IDM141",
            "invalidDuration=IDM151", "invalidAddress=IDM152", "invalidScope=IDM153", "invalidCertificate=IDM154",
            "unsupportedSetting=IDM155", "unknownChoice=IDM156",
            "testSubject=IDM161", "testTarget=IDM162", "testPlace=IDM163",
            "unsupportedVersion=IDM201", "realmNotFound=IDM202", "installationNotFound=IDM203", "scopeNotFound=IDM204",
            "groupNotInScope=IDM205", "roleAboveCeiling=IDM206", "groupForm=IDM207", "notAMember=IDM208",
            "expired=IDM209", "runnerCutOff=IDM210", "scopeBesideInstallation=IDM211", "environmentMismatch=IDM212",
            "anotherInstallation=IDM213", "delegatedElsewhere=IDM214", "templateNotFound=IDM221",
            "tooManyTemplates=IDM222",
            "clusterTemplatesNotAllowed=IDM223", "clusterTemplatesNotDelegated=IDM224",
            "parameterNotFound=IDM225", "entrypointNotFound=IDM226", "stepNotFound=IDM227", "lostCombinations=IDM230",
            "sessionsBroken=IDM251", "versionInsecure=IDM252", "delegationUnsupported=IDM253",
            "componentOverlap=IDM261",
            "applicationNotFound=IDM262", "notAppliedByApplication=IDM263",
        ]
        #expect(FindingCode.allCases.map { "\($0)=\($0.rawValue)" } == published)
    }

    @Test("a finding says where, what and which code")
    func description() {
        let path = JSONPath().appending(name: "spec").appending(name: "version")
        #expect(
            Finding(.invalidVersion, at: path, "\"3.4\" is no version").description
                == "spec.version: \"3.4\" is no version (IDM104)")
        #expect(Finding(.invalidVersion, at: JSONPath(), "no version").description == "no version (IDM104)")
    }
}
