extension BuiltInTypes {
    /// What a pod is made of.
    ///
    /// Source: the OpenAPI document of kube-apiserver 1.36; numbers from `generated.proto` of `k8s.io/api`.
    static let podNotation = """
        NodeSelectorRequirement: key#1=s operator#2=s values#3=[s]
        NodeSelectorTerm: matchExpressions#1=[NodeSelectorRequirement] matchFields#2=[NodeSelectorRequirement]
        PreferredSchedulingTerm: preference#2=NodeSelectorTerm! weight#1=i
        NodeSelector: nodeSelectorTerms#1=[NodeSelectorTerm!]
        NodeAffinity: preferredDuringSchedulingIgnoredDuringExecution#2=[PreferredSchedulingTerm]
          requiredDuringSchedulingIgnoredDuringExecution#1=NodeSelector!
        PodAffinityTerm: labelSelector#1=LabelSelector! matchLabelKeys#5=[s] mismatchLabelKeys#6=[s]
          namespaceSelector#4=LabelSelector! namespaces#2=[s] topologyKey#3=s
        WeightedPodAffinityTerm: podAffinityTerm#2=PodAffinityTerm weight#1=i
        PodAffinity: preferredDuringSchedulingIgnoredDuringExecution#2=[WeightedPodAffinityTerm]
          requiredDuringSchedulingIgnoredDuringExecution#1=[PodAffinityTerm]
        PodAntiAffinity: preferredDuringSchedulingIgnoredDuringExecution#2=[WeightedPodAffinityTerm]
          requiredDuringSchedulingIgnoredDuringExecution#1=[PodAffinityTerm]
        Affinity: nodeAffinity#1=NodeAffinity podAffinity#2=PodAffinity podAntiAffinity#3=PodAntiAffinity
        ConfigMapKeySelector: key#2=s name=s optional#3=b
        ObjectFieldSelector: apiVersion#1=s fieldPath#2=s
        FileKeySelector: key#3=s optional#4=b path#2=s volumeName#1=s
        ResourceFieldSelector: containerName#1=s divisor#3=q resource#2=s
        SecretKeySelector: key#2=s name=s optional#3=b
        EnvVarSource: configMapKeyRef#3=ConfigMapKeySelector! fieldRef#1=ObjectFieldSelector!
          fileKeyRef#5=FileKeySelector! resourceFieldRef#2=ResourceFieldSelector!
          secretKeyRef#4=SecretKeySelector!
        EnvVar: name#1=s value#2=s valueFrom#3=EnvVarSource
        ConfigMapEnvSource: name=s optional#2=b
        SecretEnvSource: name=s optional#2=b
        EnvFromSource: configMapRef#2=ConfigMapEnvSource prefix#1=s secretRef#3=SecretEnvSource
        ExecAction: command#1=[s]
        HTTPHeader: name#1=s value#2=s
        HTTPGetAction: host#3=s httpHeaders#5=[HTTPHeader] path#1=s port#2=n scheme#4=s
        SleepAction: seconds#1=l
        TCPSocketAction: host#2=s port#1=n
        LifecycleHandler: exec#1=ExecAction httpGet#2=HTTPGetAction sleep#4=SleepAction
          tcpSocket#3=TCPSocketAction
        Lifecycle: postStart#1=LifecycleHandler preStop#2=LifecycleHandler stopSignal#3=s
        GRPCAction: port#1=i service#2=s
        Probe: exec=ExecAction failureThreshold#6=i grpc=GRPCAction httpGet=HTTPGetAction
          initialDelaySeconds#2=i periodSeconds#4=i successThreshold#5=i tcpSocket=TCPSocketAction
          terminationGracePeriodSeconds#7=l timeoutSeconds#3=i
        ContainerPort: containerPort#3=i hostIP#5=s hostPort#2=i name#1=s protocol#4=s
        ContainerResizePolicy: resourceName#1=s restartPolicy#2=s
        ResourceClaim: name#1=s request#2=s
        ResourceRequirements: claims#3=[ResourceClaim]@name limits#1={q} requests#2={q}
        ContainerRestartRuleOnExitCodes: operator#1=s values#2=[i]@
        ContainerRestartRule: action#1=s exitCodes#2=ContainerRestartRuleOnExitCodes
        AppArmorProfile: localhostProfile#2=s type#1=s
        Capabilities: add#1=[s] drop#2=[s]
        SELinuxOptions: level#4=s role#2=s type#3=s user#1=s
        SeccompProfile: localhostProfile#2=s type#1=s
        WindowsSecurityContextOptions: gmsaCredentialSpec#2=s gmsaCredentialSpecName#1=s hostProcess#4=b
          runAsUserName#3=s
        SecurityContext: allowPrivilegeEscalation#7=b appArmorProfile#12=AppArmorProfile
          capabilities#1=Capabilities privileged#2=b procMount#9=s readOnlyRootFilesystem#6=b runAsGroup#8=l
          runAsNonRoot#5=b runAsUser#4=l seLinuxOptions#3=SELinuxOptions seccompProfile#11=SeccompProfile
          windowsOptions#10=WindowsSecurityContextOptions
        VolumeDevice: devicePath#2=s name#1=s
        VolumeMount: mountPath#3=s mountPropagation#5=s name#1=s readOnly#2=b recursiveReadOnly#7=s
          subPath#4=s subPathExpr#6=s
        Container: args#4=[s] command#3=[s] env#7=[EnvVar]@name~name envFrom#19=[EnvFromSource] image#2=s
          imagePullPolicy#14=s lifecycle#12=Lifecycle livenessProbe#10=Probe name#1=s
          ports#6=[ContainerPort]@containerPort,protocol~containerPort readinessProbe#11=Probe
          resizePolicy#23=[ContainerResizePolicy] resources#8=ResourceRequirements restartPolicy#24=s
          restartPolicyRules#25=[ContainerRestartRule] securityContext#15=SecurityContext
          startupProbe#22=Probe stdin#16=b stdinOnce#17=b terminationMessagePath#13=s
          terminationMessagePolicy#20=s tty#18=b volumeDevices#21=[VolumeDevice]@devicePath~devicePath
          volumeMounts#9=[VolumeMount]@mountPath~mountPath workingDir#5=s
        PodDNSConfigOption: name#1=s value#2=s
        PodDNSConfig: nameservers#1=[s] options#3=[PodDNSConfigOption] searches#2=[s]
        EphemeralContainer: args=[s] command=[s] env=[EnvVar]@name~name envFrom=[EnvFromSource] image=s
          imagePullPolicy=s lifecycle=Lifecycle livenessProbe=Probe name=s
          ports=[ContainerPort]@containerPort,protocol~containerPort readinessProbe=Probe
          resizePolicy=[ContainerResizePolicy] resources=ResourceRequirements restartPolicy=s
          restartPolicyRules=[ContainerRestartRule] securityContext=SecurityContext startupProbe=Probe stdin=b
          stdinOnce=b targetContainerName#2=s terminationMessagePath=s terminationMessagePolicy=s tty=b
          volumeDevices=[VolumeDevice]@devicePath~devicePath volumeMounts=[VolumeMount]@mountPath~mountPath
          workingDir=s
        HostAlias: hostnames#2=[s] ip#1=s
        PodOS: name#1=s
        PodReadinessGate: conditionType#1=s
        PodResourceClaim: name#1=s resourceClaimName#3=s resourceClaimTemplateName#4=s
        PodSchedulingGate: name#1=s
        PodSchedulingGroup: podGroupName#1=s
        Sysctl: name#1=s value#2=s
        PodSecurityContext: appArmorProfile#11=AppArmorProfile fsGroup#5=l fsGroupChangePolicy#9=s
          runAsGroup#6=l runAsNonRoot#3=b runAsUser#2=l seLinuxChangePolicy#13=s
          seLinuxOptions#1=SELinuxOptions seccompProfile#10=SeccompProfile supplementalGroups#4=[l]
          supplementalGroupsPolicy#12=s sysctls#7=[Sysctl] windowsOptions#8=WindowsSecurityContextOptions
        Toleration: effect#4=s key#1=s operator#2=s tolerationSeconds#5=l value#3=s
        TopologySpreadConstraint: labelSelector#4=LabelSelector! matchLabelKeys#8=[s] maxSkew#1=i
          minDomains#5=i nodeAffinityPolicy#6=s nodeTaintsPolicy#7=s topologyKey#2=s whenUnsatisfiable#3=s
        KeyToPath: key#1=s mode#3=i path#2=s
        ConfigMapVolumeSource: defaultMode#3=i items#2=[KeyToPath] name=s optional#4=b
        CSIVolumeSource: driver#1=s fsType#3=s nodePublishSecretRef#5=LocalObjectReference! readOnly#2=b
          volumeAttributes#4={s}
        DownwardAPIVolumeFile: fieldRef#2=ObjectFieldSelector! mode#4=i path#1=s
          resourceFieldRef#3=ResourceFieldSelector!
        DownwardAPIVolumeSource: defaultMode#2=i items#1=[DownwardAPIVolumeFile]
        EmptyDirVolumeSource: medium#1=s sizeLimit#2=q
        TypedLocalObjectReference: apiGroup#1=s kind#2=s name#3=s
        TypedObjectReference: apiGroup#1=s kind#2=s name#3=s namespace#4=s
        VolumeResourceRequirements: limits#1={q} requests#2={q}
        PersistentVolumeClaimSpec: accessModes#1=[s] dataSource#7=TypedLocalObjectReference!
          dataSourceRef#8=TypedObjectReference resources#2=VolumeResourceRequirements
          selector#4=LabelSelector! storageClassName#5=s volumeAttributesClassName#9=s volumeMode#6=s
          volumeName#3=s
        PersistentVolumeClaimTemplate: metadata#1=ObjectMeta spec#2=PersistentVolumeClaimSpec
        EphemeralVolumeSource: volumeClaimTemplate#1=PersistentVolumeClaimTemplate
        HostPathVolumeSource: path#1=s type#2=s
        ImageVolumeSource: pullPolicy#2=s reference#1=s
        NFSVolumeSource: path#2=s readOnly#3=b server#1=s
        PersistentVolumeClaimVolumeSource: claimName#1=s readOnly#2=b
        ClusterTrustBundleProjection: labelSelector#3=LabelSelector! name#1=s optional#5=b path#4=s
          signerName#2=s
        ConfigMapProjection: items#2=[KeyToPath] name=s optional#4=b
        DownwardAPIProjection: items#1=[DownwardAPIVolumeFile]
        PodCertificateProjection: certificateChainPath#6=s credentialBundlePath#4=s keyPath#5=s keyType#2=s
          maxExpirationSeconds#3=i signerName#1=s userAnnotations#7={s}
        SecretProjection: items#2=[KeyToPath] name=s optional#4=b
        ServiceAccountTokenProjection: audience#1=s expirationSeconds#2=l path#3=s
        VolumeProjection: clusterTrustBundle#5=ClusterTrustBundleProjection configMap#3=ConfigMapProjection
          downwardAPI#2=DownwardAPIProjection podCertificate#6=PodCertificateProjection
          secret#1=SecretProjection serviceAccountToken#4=ServiceAccountTokenProjection
        ProjectedVolumeSource: defaultMode#2=i sources#1=[VolumeProjection]
        SecretVolumeSource: defaultMode#3=i items#2=[KeyToPath] optional#4=b secretName#1=s
        Volume: awsElasticBlockStore=? azureDisk=? azureFile=? cephfs=? cinder=?
          configMap=ConfigMapVolumeSource csi=CSIVolumeSource downwardAPI=DownwardAPIVolumeSource
          emptyDir=EmptyDirVolumeSource ephemeral=EphemeralVolumeSource fc=? flexVolume=? flocker=?
          gcePersistentDisk=? gitRepo=? glusterfs=? hostPath=HostPathVolumeSource image=ImageVolumeSource
          iscsi=? name#1=s nfs=NFSVolumeSource persistentVolumeClaim=PersistentVolumeClaimVolumeSource
          photonPersistentDisk=? portworxVolume=? projected=ProjectedVolumeSource quobyte=? rbd=? scaleIO=?
          secret=SecretVolumeSource storageos=? vsphereVolume=?
        PodSpec: activeDeadlineSeconds#5=l affinity#18=Affinity automountServiceAccountToken#21=b
          containers#2=[Container]@name~name dnsConfig#26=PodDNSConfig dnsPolicy#6=s enableServiceLinks#30=b
          ephemeralContainers#34=[EphemeralContainer]@name~name hostAliases#23=[HostAlias]@ip~ip hostIPC#13=b
          hostNetwork#11=b hostPID#12=b hostUsers#37=b hostname#16=s hostnameOverride#41=s
          imagePullSecrets#15=[LocalObjectReference!]@name~name initContainers#20=[Container]@name~name
          nodeName#10=s nodeSelector#7={s}! os#36=PodOS overhead#32={q} preemptionPolicy#31=s priority#25=i
          priorityClassName#24=s readinessGates#28=[PodReadinessGate]
          resourceClaims#39=[PodResourceClaim]@name~name resources#40=ResourceRequirements restartPolicy#3=s
          runtimeClassName#29=s schedulerName#19=s schedulingGates#38=[PodSchedulingGate]@name~name
          schedulingGroup#43=PodSchedulingGroup securityContext#14=PodSecurityContext serviceAccount#9=s
          serviceAccountName#8=s setHostnameAsFQDN#35=b shareProcessNamespace#27=b subdomain#17=s
          terminationGracePeriodSeconds#4=l tolerations#22=[Toleration]
          topologySpreadConstraints#33=[TopologySpreadConstraint]@topologyKey,whenUnsatisfiable~topologyKey
          volumes#1=[Volume]@name~name
        """
}
