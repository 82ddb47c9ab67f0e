#include "core/project/supply_files.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace megactl::project {
namespace {

using Texts = std::vector<std::string>;

Texts names_of(const std::vector<Source>& sources) {
    Texts names;
    for (const Source& source : sources)
        names.push_back(source->name());
    return names;
}

TEST(SupplyFiles, AreFoundWherePeopleKeepThem) {
    const std::string manifest = "apiVersion: v1\nkind: Pod\n";
    const MemoryTree tree({
        {"Procfile", "web: x"},
        {"app.json", "{}"},
        {".gitlab-ci.yml", "a: 1"},
        {".github/workflows/ci.yml", "a: 1"},
        {".github/workflows/README.md", "x"},
        {".github/dependabot.yml", manifest},
        {"compose.yaml", manifest},
        {"deploy/systemd/shop.service", "[Service]"},
        {"deploy/systemd/shop.service.d/10-a.conf", "[Service]"},
        {"deploy/systemd/shop.service.d/note.txt", "x"},
        {"k8s/base/web.yaml", manifest},
        {"k8s/docs.yaml", "a: 1"},
        {"node_modules/a/b.yaml", manifest},
        {"tests/b.yaml", manifest},
        {"web.yml", manifest},
    });
    const SupplyFiles files = supply_files(tree);
    EXPECT_EQ(names_of(files.manifests), (Texts{"web.yml", "k8s/base/web.yaml"}));
    ASSERT_EQ(files.units.size(), 1U);
    EXPECT_EQ(files.units[0].first->name(), "deploy/systemd/shop.service");
    EXPECT_EQ(names_of(files.units[0].second), (Texts{"deploy/systemd/shop.service.d/10-a.conf"}));
    EXPECT_EQ(names_of(files.github_workflows), (Texts{".github/workflows/ci.yml"}));
    EXPECT_NE(files.procfile, nullptr);
    EXPECT_NE(files.app_json, nullptr);
    EXPECT_NE(files.gitlab_ci, nullptr);
}

TEST(SupplyFiles, TellsADockerfileByItsName) {
    const MemoryTree tree({
        {"Dockerfile", "x"},
        {"Dockerfile.bak", "x"},
        {"Dockerfile.j2", "x"},
        {"Dockerfile.md", "x"},
        {"Dockerfile.prod", "x"},
        {"Dockerfile.prod~", "x"},
        {"Dockerfile.prod.dockerignore", "x"},
        {"docker/prod.Dockerfile", "x"},
        {"docker/prod.Dockerfile.old", "x"},
    });
    EXPECT_EQ(supply_files(tree).dockerfiles, (Texts{"Dockerfile", "Dockerfile.prod", "docker/prod.Dockerfile"}));
}

TEST(SupplyFiles, AFolderOfSuchANameIsNone) {
    const MemoryTree tree({{"Procfile/x", "x"}, {"app.json/x", "x"}, {"a.service/x", "x"}, {"b.yaml/x", "x"}});
    const SupplyFiles files = supply_files(tree);
    EXPECT_EQ(files.procfile, nullptr);
    EXPECT_EQ(files.app_json, nullptr);
    EXPECT_TRUE(files.units.empty());
    EXPECT_TRUE(files.manifests.empty());
}

}  // namespace
}  // namespace megactl::project
