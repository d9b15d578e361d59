"""Prints the manifests of a large organisation as JSON: report_sample.py GROUPS NAMESPACES TEMPLATES_PER_NAMESPACE."""

import json
import random
import sys

ROLES = ["viewer", "viewer", "submitter", "submitter", "approver", "operator", "maintainer", "admin"]
DIVISIONS = ["billing", "data", "fraud", "infra", "ledger", "mobile", "payments", "risk", "search", "web"]
TASKS = ["nightly-report", "settlement", "cleanup", "ingest", "deploy", "reconcile", "export", "replay", "train", "archive"]
HOSTILE = "/quality/</script><script>alert('&<b>1</b>')</script>\u2028\u202e<!--"


def manifest(kind, namespace, name, spec):
    return {"apiVersion": "idmon.dev/v1alpha1", "kind": kind, "metadata": {"namespace": namespace, "name": name}, "spec": spec}


def main(groups, namespaces, templates):
    rng = random.Random(20261121)
    paths = [f"/{DIVISIONS[i % 10]}/{'team-' + str(i // 30 + 1) if groups > 30 else 'team'}/{['developers', 'leads', 'operators'][i // 10 % 3]}"
             for i in range(groups - 1)] + [HOSTILE]
    people = [{"subject": f"00000000-0000-4000-8000-{i:012}", "name": f"person-{i}", "groups": sorted(rng.sample(paths, 3))} for i in range(40)]
    items = [
        manifest("KeycloakRealm", "argo", "production", {"issuer": "https://keycloak.example.org/realms/production", "members": people}),
        manifest("ArgoInstallation", "argo", "main", {
            "version": "4.1.2", "realmRef": {"name": "production"}, "identities": {"combinations": {"source": "Known", "limit": 32}}}),
    ]
    for number in range(namespaces):
        namespace = DIVISIONS[number % 10] + (f"-{number // 10}" if namespaces > 10 else "")
        # Who answers for the namespace, and some of the others.
        members = {path: rng.choice(ROLES) for path in paths if path.startswith(f"/{DIVISIONS[number % 10]}/") or rng.random() < 0.2}
        members[HOSTILE] = "viewer"
        members = dict(list(members.items())[:99])
        items.append(manifest("WorkflowScope", namespace, "production", {
            "environment": "production", "installationRef": {"name": "main", "namespace": "argo"}, "contact": f"#{namespace}",
            "enforcement": "Audit" if number % 17 == 3 else "Enforce",
            "groups": [{"path": path, "maxRole": role} for path, role in members.items()]}))
        for template in range(templates):
            name = TASKS[template % 10] + (f"-{template // 10 + 1}" if templates > 10 else "")
            grants = []
            for path, role in members.items():
                if rng.random() < 0.3:
                    continue
                grant = {"group": path, "role": "operator" if rng.random() < 0.05 else role}
                if rng.random() < 0.07:
                    grant["expiresAt"] = f"2027-{rng.randrange(1, 13):02}-15T00:00:00Z"
                if grant["role"] == "approver" and rng.random() < 0.3:
                    grant["steps"] = ["approve-release"]
                grants.append(grant)
            if rng.random() < 0.1:
                grants.append({"group": "/contractors", "role": "submitter"})
            entry = {"name": name}
            if template % 2:
                entry.update(entrypoints=["main", "replay"], parameters=[
                    {"name": "month", "pattern": "[0-9]{4}-(0[1-9]|1[0-2])", "required": True}, {"name": "region", "values": ["eu", "us"]}])
            items.append(manifest("WorkflowBinding", namespace, name, {
                "scopeRef": {"name": "production"}, "templates": [entry], "grants": grants, "fourEyes": template % 3 == 0}))
    json.dump({"apiVersion": "v1", "kind": "List", "items": items}, sys.stdout)


main(*map(int, sys.argv[1:]))
