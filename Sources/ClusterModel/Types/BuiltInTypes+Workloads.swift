extension BuiltInTypes {
    /// Pods, Services and Deployments.
    ///
    /// Source: the OpenAPI document of kube-apiserver 1.36; numbers from `generated.proto` of `k8s.io/api`.
    static let workloadNotation = """
        PodCondition: lastProbeTime#3=t lastTransitionTime#4=t message#6=s observedGeneration#7=l reason#5=s
          status#2=s type#1=s
        ResourceHealth: health#2=s message#6=s resourceID#1=s
        ResourceStatus: name#1=s resources#2=[ResourceHealth]@resourceID
        ContainerStateRunning: startedAt#1=t
        ContainerStateTerminated: containerID#7=s exitCode#1=i finishedAt#6=t message#4=s reason#3=s
          signal#2=i startedAt#5=t
        ContainerStateWaiting: message#2=s reason#1=s
        ContainerState: running#2=ContainerStateRunning terminated#3=ContainerStateTerminated
          waiting#1=ContainerStateWaiting
        LinuxContainerUser: gid#2=l supplementalGroups#3=[l] uid#1=l
        ContainerUser: linux#1=LinuxContainerUser
        ImageVolumeStatus: imageRef#1=s
        VolumeStatus: image#1=ImageVolumeStatus
        VolumeMountStatus: mountPath#2=s name#1=s readOnly#3=b recursiveReadOnly#4=s
          volumeStatus#5=VolumeStatus
        ContainerStatus: allocatedResources#10={q} allocatedResourcesStatus#14=[ResourceStatus]@name~name
          containerID#8=s image#6=s imageID#7=s lastState#3=ContainerState name#1=s ready#4=b
          resources#11=ResourceRequirements restartCount#5=i started#9=b state#2=ContainerState
          stopSignal#15=s user#13=ContainerUser volumeMounts#12=[VolumeMountStatus]@mountPath~mountPath
        ContainerExtendedResourceRequest: containerName#1=s requestName#3=s resourceName#2=s
        PodExtendedResourceClaimStatus: requestMappings#1=[ContainerExtendedResourceRequest]
          resourceClaimName#2=s
        HostIP: ip#1=s
        NodeAllocatableResourceClaimStatus: containers#2=[s]@ resourceClaimName#1=s resources={q}
        PodIP: ip#1=s
        PodResourceClaimStatus: name#1=s resourceClaimName#2=s
        PodStatus: allocatedResources#19={q} conditions#2=[PodCondition]@type~type
          containerStatuses#8=[ContainerStatus] ephemeralContainerStatuses#13=[ContainerStatus]
          extendedResourceClaimStatus#18=PodExtendedResourceClaimStatus hostIP#5=s hostIPs#16=[HostIP]~ip
          initContainerStatuses#10=[ContainerStatus] message#3=s
          nodeAllocatableResourceClaimStatuses#21=[NodeAllocatableResourceClaimStatus] nominatedNodeName#11=s
          observedGeneration#17=l phase#1=s podIP#6=s podIPs#12=[PodIP]@ip~ip qosClass#9=s reason#4=s
          resize#14=s resourceClaimStatuses#15=[PodResourceClaimStatus]@name~name
          resources#20=ResourceRequirements startTime#7=t
        Pod: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=PodSpec status#3=PodStatus
        ServicePort: appProtocol#6=s name#1=s nodePort#5=i port#3=i protocol#2=s targetPort#4=n
        ClientIPConfig: timeoutSeconds#1=i
        SessionAffinityConfig: clientIP#1=ClientIPConfig
        ServiceSpec: allocateLoadBalancerNodePorts#20=b clusterIP#3=s clusterIPs#18=[s] externalIPs#5=[s]
          externalName#10=s externalTrafficPolicy#11=s healthCheckNodePort#12=i internalTrafficPolicy#22=s
          ipFamilies#19=[s] ipFamilyPolicy#17=s loadBalancerClass#21=s loadBalancerIP#8=s
          loadBalancerSourceRanges#9=[s] ports#1=[ServicePort]@port,protocol~port
          publishNotReadyAddresses#13=b selector#2={s}! sessionAffinity#7=s
          sessionAffinityConfig#14=SessionAffinityConfig trafficDistribution#23=s type#4=s
        Condition: lastTransitionTime#4=t message#6=s observedGeneration#3=l reason#5=s status#2=s type#1=s
        PortStatus: error#3=s port#1=i protocol#2=s
        LoadBalancerIngress: hostname#2=s ip#1=s ipMode#3=s ports#4=[PortStatus]
        LoadBalancerStatus: ingress#1=[LoadBalancerIngress]
        ServiceStatus: conditions#2=[Condition]@type~type loadBalancer#1=LoadBalancerStatus
        Service: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=ServiceSpec status#3=ServiceStatus
        RollingUpdateDeployment: maxSurge#2=n maxUnavailable#1=n
        DeploymentStrategy: rollingUpdate#2=RollingUpdateDeployment type#1=s
        PodTemplateSpec: metadata#1=ObjectMeta spec#2=PodSpec
        DeploymentSpec: minReadySeconds#5=i paused#7=b progressDeadlineSeconds#9=i replicas#1=i
          revisionHistoryLimit#6=i selector#2=LabelSelector! strategy#4=DeploymentStrategy
          template#3=PodTemplateSpec
        DeploymentCondition: lastTransitionTime#7=t lastUpdateTime#6=t message#5=s reason#4=s status#2=s
          type#1=s
        DeploymentStatus: availableReplicas#4=i collisionCount#8=i
          conditions#6=[DeploymentCondition]@type~type observedGeneration#1=l readyReplicas#7=i replicas#2=i
          terminatingReplicas#9=i unavailableReplicas#5=i updatedReplicas#3=i
        Deployment: apiVersion=s kind=s metadata#1=ObjectMeta spec#2=DeploymentSpec status#3=DeploymentStatus
        """
}
