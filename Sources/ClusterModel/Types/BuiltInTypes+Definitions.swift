extension BuiltInTypes {
    /// CustomResourceDefinitions. Schemas are read by `KubeSchema`, so here they are any JSON.
    ///
    /// Source: `apiextensions.k8s.io/v1`.
    static let definitionNotation = """
        CustomResourceDefinition: apiVersion=s kind=s metadata=ObjectMeta spec=CustomResourceDefinitionSpec
          status=CustomResourceDefinitionStatus
        CustomResourceDefinitionSpec: conversion=CustomResourceConversion group=s names=CustomResourceDefinitionNames
          preserveUnknownFields=b scope=s versions=[CustomResourceDefinitionVersion]
        CustomResourceConversion: strategy=s webhook=?
        CustomResourceDefinitionNames: categories=[s] kind=s listKind=s plural=s shortNames=[s] singular=s
        CustomResourceDefinitionVersion: additionalPrinterColumns=[CustomResourceColumnDefinition] deprecated=b
          deprecationWarning=s name=s schema=CustomResourceValidation selectableFields=[SelectableField] served=b
          storage=b subresources=CustomResourceSubresources
        CustomResourceColumnDefinition: description=s format=s jsonPath=s name=s priority=i type=s
        CustomResourceValidation: openAPIV3Schema=?
        SelectableField: jsonPath=s
        CustomResourceSubresources: scale=CustomResourceSubresourceScale status=?
        CustomResourceSubresourceScale: labelSelectorPath=s specReplicasPath=s statusReplicasPath=s
        CustomResourceDefinitionStatus: acceptedNames=CustomResourceDefinitionNames
          conditions=[CustomResourceDefinitionCondition]@type observedGeneration=l storedVersions=[s]
        CustomResourceDefinitionCondition: lastTransitionTime=t message=s observedGeneration=l reason=s status=s type=s
        """
}
