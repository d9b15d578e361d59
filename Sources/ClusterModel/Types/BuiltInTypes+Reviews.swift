extension BuiltInTypes {
    /// What is posted to ask a question, and the options of requests.
    ///
    /// Source: the OpenAPI document of kube-apiserver 1.36; numbers from `generated.proto` of `k8s.io/api`.
    static let reviewNotation = """
        NonResourceAttributes: path#1=s verb#2=s
        FieldSelectorRequirement: key#1=s operator#2=s values#3=[s]
        FieldSelectorAttributes: rawSelector#1=s requirements#2=[FieldSelectorRequirement]
        LabelSelectorAttributes: rawSelector#1=s requirements#2=[LabelSelectorRequirement]
        ResourceAttributes: fieldSelector#8=FieldSelectorAttributes group#3=s
          labelSelector#9=LabelSelectorAttributes name#7=s namespace#1=s resource#5=s subresource#6=s verb#2=s
          version#4=s
        SubjectAccessReviewSpec: extra#5={[s]} groups#4=[s] nonResourceAttributes#2=NonResourceAttributes
          resourceAttributes#1=ResourceAttributes uid#6=s user#3=s
        SubjectAccessReviewStatus: allowed#1=b denied#4=b evaluationError#3=s reason#2=s
        SubjectAccessReview: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=SubjectAccessReviewSpec
          status#3=SubjectAccessReviewStatus
        SelfSubjectAccessReviewSpec: nonResourceAttributes#2=NonResourceAttributes
          resourceAttributes#1=ResourceAttributes
        SelfSubjectAccessReview: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=SelfSubjectAccessReviewSpec
          status#3=SubjectAccessReviewStatus
        LocalSubjectAccessReview: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=SubjectAccessReviewSpec
          status#3=SubjectAccessReviewStatus
        SelfSubjectRulesReviewSpec: namespace#1=s
        NonResourceRule: nonResourceURLs#2=[s] verbs#1=[s]
        ResourceRule: apiGroups#2=[s] resourceNames#4=[s] resources#3=[s] verbs#1=[s]
        SubjectRulesReviewStatus: evaluationError#4=s incomplete#3=b nonResourceRules#2=[NonResourceRule]
          resourceRules#1=[ResourceRule]
        SelfSubjectRulesReview: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=SelfSubjectRulesReviewSpec
          status#3=SubjectRulesReviewStatus
        BoundObjectReference: apiVersion#2=s kind#1=s name#3=s uid#4=s
        TokenRequestSpec: audiences#1=[s] boundObjectRef#3=BoundObjectReference expirationSeconds#4=l
        TokenRequestStatus: expirationTimestamp#2=t token#1=s
        TokenRequest: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=TokenRequestSpec
          status#3=TokenRequestStatus
        UserInfo: extra#4={[s]} groups#3=[s] uid#2=s username#1=s
        SelfSubjectReviewStatus: userInfo#1=UserInfo
        SelfSubjectReview: apiVersion=s kind=s metadata#1=ObjectMeta status#2=SelfSubjectReviewStatus
        Preconditions: resourceVersion#2=s uid#1=s
        DeleteOptions: apiVersion=s dryRun#5=[s] gracePeriodSeconds#1=l
          ignoreStoreReadErrorWithClusterBreakingPotential#6=b kind=s orphanDependents#3=b
          preconditions#2=Preconditions propagationPolicy#4=s
        ScaleSpec: replicas#1=i
        ScaleStatus: replicas#1=i selector#2=s
        Scale: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=ScaleSpec status#3=ScaleStatus
        TokenReviewSpec: audiences#2=[s] token#1=s
        TokenReviewStatus: audiences#4=[s] authenticated#1=b error#3=s user#2=UserInfo
        TokenReview: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=TokenReviewSpec
          status#3=TokenReviewStatus
        """
}
