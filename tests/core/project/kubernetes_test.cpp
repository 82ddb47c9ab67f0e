#include "core/project/kubernetes.hpp"

#include "tests/core/project/given_text.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

using tests::source_of;
using tests::texts_of;
using Texts = std::vector<std::string>;

Kubernetes read(const std::string& text) {
    return read_kubernetes({source_of("k8s/shop.yaml", text)});
}

// A pod of one container, whose last lines are given.
std::string pod(const std::string& lines, const std::string& name = "shop") {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
           "}\nspec:\n  containers:\n  - name: web\n    command: [gunicorn, config.wsgi]\n" + lines;
}

std::string config_map(const std::string& name, const std::string& data) {
    return "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: " + data + "\n";
}

Texts told(const Kubernetes& kubernetes) {
    Texts texts;
    for (const Misunderstanding& one : kubernetes.misunderstood)
        texts.push_back(fmt::format("{}:{}: {}", one.at.source->name(), one.at.line(), one.reason));
    return texts;
}

TEST(Kubernetes, FindsTheContainersOfEveryKindOfWorkload) {
    const std::string spec = "{template: {spec: {initContainers: [{name: a}], containers: [{name: b}]}}}";
    const Kubernetes found = read(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: " + spec +
        "\n---\n# nothing\n---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: y}\nspec: {jobTemplate: {spec: " +
        spec +
        "}}\n--- \napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: z}, spec: "
        "{containers: [{name: c}]}}\n");
    Texts names;
    for (const Workload& workload : found.workloads)
        names.push_back(fmt::format("{} at {}", workload.name, workload.at.line()));
    EXPECT_EQ(names, (Texts{"deployment/x/a at 4", "deployment/x/b at 4", "cronjob/y/a at 11", "cronjob/y/b at 11",
                            "pod/z/c at 16"}));
    EXPECT_EQ(found.workloads.front().title, "container a of Deployment x");
    EXPECT_TRUE(found.misunderstood.empty());
}

TEST(Kubernetes, ReadsTheVariablesOfAContainer) {
    const Kubernetes found =
        read(pod("    env:\n    - {name: A, value: one}\n    - {name: B, value: ''}\n    - {name: C}\n"
                 "    - {name: D, value: $(A)}\n    - {name: E, valueFrom: {fieldRef: {fieldPath: x}}}\n"));
    ASSERT_EQ(found.workloads.size(), 1U);
    EXPECT_EQ(texts_of(found.workloads[0].environment), (Texts{"A=one@9", "B=@10", "C=@11", "D=?@12", "E=?@13"}));
    EXPECT_FALSE(found.workloads[0].is_open);
}

TEST(Kubernetes, FollowsReferencesInTheTree) {
    const Kubernetes found = read(
        pod("    envFrom:\n    - configMapRef: {name: all}\n    - {prefix: P_, secretRef: {name: keys}}\n    env:\n"
            "    - {name: X, valueFrom: {configMapKeyRef: {name: all, key: A}}}\n"
            "    - {name: Y, valueFrom: {secretKeyRef: {name: keys, key: B}}}\n"
            "    - {name: Z, valueFrom: {secretKeyRef: {name: elsewhere, key: B}}}\n") +
        config_map("all", "{A: one, not-a-name: x}") +
        "---\napiVersion: v1\nkind: Secret\nmetadata: {name: keys}\ndata: {B: dHdv, C: '!'}\nstringData: {D: 4}\n");
    ASSERT_EQ(found.workloads.size(), 1U);
    EXPECT_EQ(texts_of(found.workloads[0].environment),
              (Texts{"A=one@19", "P_B=two@24", "P_C=?@24", "P_D=4@25", "X=one@12", "Y=two@13", "Z=?@14"}));
    EXPECT_FALSE(found.workloads[0].is_open);
}

TEST(Kubernetes, IsOpenWhereSomethingElseMayAddToIt) {
    const auto is_open = [](const std::string& text) { return read(text).workloads.at(0).is_open; };
    EXPECT_FALSE(is_open(pod("")));
    EXPECT_TRUE(is_open(pod("    envFrom: [{secretRef: {name: elsewhere}}]\n")));
    EXPECT_TRUE(is_open(pod("    envFrom: [{configMapRef: {name: a, optional: true}}]\n") + config_map("a", "{A: b}")));
    EXPECT_TRUE(is_open(pod("    env: [{name: A, value: '{{ .Values.a }}'}]\n")));
    EXPECT_TRUE(is_open("apiVersion: v1\nkind: Pod\nspec: {containers: [{command: [bash, -lc, gunicorn a.wsgi]}]}\n"));
    EXPECT_TRUE(read_kubernetes({source_of("k8s/base/web.yaml", pod("")),
                                 source_of("k8s/prod/kustomization.yaml", "resources: [../base]\n")})
                    .workloads.at(0)
                    .is_open);
}

TEST(Kubernetes, BeginsWithTheImageWhereItHasNoCommand) {
    const auto begins_with_image = [](const std::string& container) {
        return read("apiVersion: v1\nkind: Pod\nspec: {containers: [" + container + "]}\n")
            .workloads.at(0)
            .begins_with_image;
    };
    EXPECT_TRUE(begins_with_image("{args: [gunicorn, config.wsgi]}"));
    EXPECT_TRUE(begins_with_image("{image: shop}"));
    EXPECT_FALSE(begins_with_image("{command: [gunicorn, config.wsgi]}"));
}

TEST(Kubernetes, TellsWhatProbesAsk) {
    const Kubernetes found =
        read(pod("    livenessProbe: {httpGet: {path: /live, scheme: https, httpHeaders: [{name: X-A, value: b}]}}\n"
                 "    readinessProbe: {exec: {command: [curl, -f, http://localhost/ready]}}\n"
                 "    startupProbe: {tcpSocket: {port: 8000}}\n"));
    const auto& probes = found.workloads.at(0).probes;
    ASSERT_EQ(probes.size(), 2U);
    EXPECT_EQ(probes[0].role, "liveness");
    EXPECT_EQ(probes[0].path, "/live");
    EXPECT_TRUE(probes[0].is_https);
    EXPECT_EQ(probes[0].headers, (Texts{"X-A"}));
    EXPECT_EQ(probes[0].command, "");
    EXPECT_EQ(probes[1].role, "readiness");
    EXPECT_EQ(probes[1].command, "curl -f http://localhost/ready");
}

TEST(Kubernetes, TakesTheConfigMapOfItsOwnFolder) {
    const std::string user = pod("    envFrom: [{configMapRef: {name: a}}]\n");
    const std::string other = config_map("a", "{A: prod}");
    const Kubernetes found = read_kubernetes({source_of("k8s/test/web.yaml", user),
                                              source_of("k8s/test/a.yaml", config_map("a", "{A: test}")),
                                              source_of("k8s/prod/a.yaml", other), source_of("k8s/web.yaml", user)});
    ASSERT_EQ(found.workloads.size(), 2U);
    EXPECT_EQ(texts_of(found.workloads[0].environment), (Texts{"A=test@5"}));
    EXPECT_FALSE(found.workloads[0].is_open);
    EXPECT_TRUE(found.workloads[1].environment.empty());
    EXPECT_TRUE(found.workloads[1].is_open);
}

TEST(Kubernetes, TellsWhatItDoesNotUnderstand) {
    EXPECT_EQ(told(read(pod("    env: [{name: A, value: 8000}, {name: B, value: yes}, {value: x}]\n"
                            "    envFrom: [{somethingElse: x}]\n"))),
              (Texts{"k8s/shop.yaml:9: `envFrom` takes a `configMapRef` or a `secretRef`",
                     "k8s/shop.yaml:8: the value of A must be text, else Kubernetes refuses it: quote it",
                     "k8s/shop.yaml:8: the value of B must be text, else Kubernetes refuses it: quote it",
                     "k8s/shop.yaml:8: a variable of `env` needs a `name`"}));
    EXPECT_EQ(told(read(pod("    env:\n    {{- toYaml .Values.env | nindent 4 }}\n"))),
              (Texts{"k8s/shop.yaml:9: a Helm template: what it gives is known only once it is rendered"}));
    EXPECT_EQ(told(read("apiVersion: v1\nkind: \"Pod\n")), (Texts{"k8s/shop.yaml:2: this quote is never closed"}));
}

TEST(Kubernetes, OtherYamlIsNone) {
    EXPECT_TRUE(may_be_manifest(*source_of("a.yaml", "apiVersion: v1\nkind: Pod\n")));
    EXPECT_TRUE(may_be_manifest(*source_of("a/kustomization.yml", "resources: []\n")));
    EXPECT_FALSE(may_be_manifest(*source_of("mkdocs.yml", "site_name: x\n")));
    const Kubernetes found = read("- apiVersion: v1\n  kind: Pod\n---\nkind: Pod\n---\ntext\n---\n");
    EXPECT_TRUE(found.workloads.empty());
    EXPECT_TRUE(found.misunderstood.empty());
}

TEST(Kubernetes, StaysBoundedWhereAliasesDoNot) {
    std::string text = "apiVersion: v1\nkind: Pod\nx-env: &env\n";
    for (int i = 0; i < 1000; ++i)
        text += fmt::format("- {{name: N{}, value: a}}\n", i);
    text += "x-c: &c {command: [a], env: *env}\nspec:\n  containers: [";
    for (int i = 0; i < 1000; ++i)
        text += "*c, ";
    const Kubernetes found = read(text + "]\n");
    std::size_t count = 0;
    for (const Workload& workload : found.workloads)
        count += workload.environment.size();
    EXPECT_LE(count, 100'000U);
    EXPECT_TRUE(found.workloads.back().environment.size() == 1000U || found.workloads.back().is_open);
}

}  // namespace
}  // namespace megactl::project
