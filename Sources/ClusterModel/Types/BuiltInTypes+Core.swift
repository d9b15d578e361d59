extension BuiltInTypes {
    /// Namespaces, ServiceAccounts, Secrets, ConfigMaps, Events, Leases and the kinds of RBAC.
    ///
    /// Source: the OpenAPI document of kube-apiserver 1.36; numbers from `generated.proto` of `k8s.io/api`.
    static let coreNotation = """
        ManagedFieldsEntry: apiVersion#3=s fieldsType#6=s fieldsV1#7=? manager#1=s operation#2=s
          subresource#8=s time#4=t
        OwnerReference: apiVersion#5=s blockOwnerDeletion#7=b controller#6=b kind#1=s name#3=s uid#4=s
        ObjectMeta: annotations#12={s} creationTimestamp#8=t deletionGracePeriodSeconds#10=l
          deletionTimestamp#9=t finalizers#14=[s]@~ generateName#2=s generation#7=l labels#11={s}
          managedFields#17=[ManagedFieldsEntry] name#1=s namespace#3=s
          ownerReferences#13=[OwnerReference!]@uid~uid resourceVersion#6=s selfLink#4=s uid#5=s
        NamespaceSpec: finalizers#1=[s]
        NamespaceCondition: lastTransitionTime#4=t message#6=s reason#5=s status#2=s type#1=s
        NamespaceStatus: conditions#2=[NamespaceCondition]@type~type phase#1=s
        Namespace: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=NamespaceSpec status#3=NamespaceStatus
        LocalObjectReference: name#1=s
        ObjectReference: apiVersion#5=s fieldPath#7=s kind#1=s name#3=s namespace#2=s resourceVersion#6=s
          uid#4=s
        ServiceAccount: apiVersion=s automountServiceAccountToken#4=b
          imagePullSecrets#3=[LocalObjectReference!] kind=s metadata#1=ObjectMeta
          secrets#2=[ObjectReference!]@name~name
        Secret: apiVersion=s data#2={y} immutable#5=b kind=s metadata#1=ObjectMeta stringData#4={s} type#3=s
        ConfigMap: apiVersion=s binaryData#3={y} data#2={s} immutable#4=b kind=s metadata#1=ObjectMeta
        EventSeries: count#1=i lastObservedTime#2=u
        EventSource: component#1=s host#2=s
        Event: action#12=s apiVersion=s count#8=i eventTime#10=u firstTimestamp#6=t
          involvedObject#2=ObjectReference! kind=s lastTimestamp#7=t message#4=s metadata#1=ObjectMeta
          reason#3=s related#13=ObjectReference! reportingComponent#14=s reportingInstance#15=s
          series#11=EventSeries source#5=EventSource type#9=s
        LeaseSpec: acquireTime#3=u holderIdentity#1=s leaseDurationSeconds#2=i leaseTransitions#5=i
          preferredHolder#7=s renewTime#4=u strategy#6=s
        Lease: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=LeaseSpec
        PolicyRule: apiGroups#2=[s] nonResourceURLs#5=[s] resourceNames#4=[s] resources#3=[s] verbs#1=[s]
        Role: apiVersion=s kind=s metadata#1=ObjectMeta rules#2=[PolicyRule]
        RoleRef: apiGroup#1=s kind#2=s name#3=s
        Subject: apiGroup#2=s kind#1=s name#3=s namespace#4=s
        RoleBinding: apiVersion=s kind=s metadata#1=ObjectMeta roleRef#3=RoleRef! subjects#2=[Subject!]
        LabelSelectorRequirement: key#1=s operator#2=s values#3=[s]
        LabelSelector: matchExpressions#2=[LabelSelectorRequirement] matchLabels#1={s}
        AggregationRule: clusterRoleSelectors#1=[LabelSelector!]
        ClusterRole: aggregationRule#3=AggregationRule apiVersion=s kind=s metadata#1=ObjectMeta
          rules#2=[PolicyRule]
        NamedRuleWithOperations: apiGroups=[s] apiVersions=[s] operations=[s] resourceNames=[s] resources=[s] scope=s
        MatchResources: excludeResourceRules=[NamedRuleWithOperations] matchPolicy=s namespaceSelector=LabelSelector!
          objectSelector=LabelSelector! resourceRules=[NamedRuleWithOperations]
        MatchCondition: expression=s name=s
        Validation: expression=s message=s messageExpression=s reason=s
        AuditAnnotation: key=s valueExpression=s
        Variable: expression=s name=s
        ParamKind: apiVersion=s kind=s
        ValidatingAdmissionPolicySpec: auditAnnotations=[AuditAnnotation] failurePolicy=s
          matchConditions=[MatchCondition]@name~name matchConstraints=MatchResources! paramKind=ParamKind!
          validations=[Validation] variables=[Variable]@name~name
        ValidatingAdmissionPolicyStatus: conditions=[?] observedGeneration=l typeChecking=?
        ValidatingAdmissionPolicy: apiVersion=s kind=s metadata=ObjectMeta spec=ValidatingAdmissionPolicySpec
          status=ValidatingAdmissionPolicyStatus
        ParamRef: name=s namespace=s parameterNotFoundAction=s selector=LabelSelector!
        ValidatingAdmissionPolicyBindingSpec: matchResources=MatchResources! paramRef=ParamRef! policyName=s
          validationActions=[s]@
        ValidatingAdmissionPolicyBinding: apiVersion=s kind=s metadata=ObjectMeta
          spec=ValidatingAdmissionPolicyBindingSpec
        ClusterRoleBinding: apiVersion=s kind=s metadata#1=ObjectMeta roleRef#3=RoleRef! subjects#2=[Subject!]
        """
}
