#include "core/project/ci_variables.hpp"

#include "tests/core/project/given_text.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

using tests::source_of;
using tests::texts_of;
using Texts = std::vector<std::string>;

TEST(CiVariables, OfEveryLevelOfAWorkflow) {
    const CiVariables found = read_github_workflow(source_of("ci.yml",
                                                             "on: push\n"
                                                             "env:\n"
                                                             "  A: one\n"
                                                             "  B: ${{ secrets.B }}\n"
                                                             "jobs:\n"
                                                             "  test:\n"
                                                             "    env: {C: 3}\n"
                                                             "    services:\n"
                                                             "      db: {env: {POSTGRES_PASSWORD: x}}\n"
                                                             "    steps:\n"
                                                             "      - run: |\n"
                                                             "          echo \"D=4\" >> $GITHUB_ENV\n"
                                                             "          echo E=5 >> other\n"
                                                             "      - uses: docker/build-push-action@v6\n"
                                                             "        env: {F: ''}\n"
                                                             "        with:\n"
                                                             "          build-args: |\n"
                                                             "            G=7\n"
                                                             "            nonsense\n"));
    EXPECT_EQ(texts_of(found.variables), (Texts{"A=one@3", "B=?@4", "C=3@7", "D=?@11", "F=@15", "G=?@17"}));
    EXPECT_TRUE(found.misunderstood.empty());
}

TEST(CiVariables, OfAPipelineAndItsJobs) {
    const CiVariables found = read_gitlab_ci(source_of(".gitlab-ci.yml",
                                                       "spec: {inputs: {}}\n"
                                                       "---\n"
                                                       "variables:\n"
                                                       "  A: one\n"
                                                       "  B: {value: two, description: x}\n"
                                                       "  C: $A\n"
                                                       "test:\n"
                                                       "  variables: {D: }\n"
                                                       "  script: [pytest]\n"
                                                       "text: 1\n"));
    EXPECT_EQ(texts_of(found.variables), (Texts{"A=one@4", "B=two@5", "C=?@6", "D=@8"}));
    EXPECT_TRUE(found.misunderstood.empty());
}

TEST(CiVariables, TellsWhatItDoesNotUnderstand) {
    EXPECT_EQ(read_github_workflow(source_of("ci.yml", "env: {A: \"x}\n")).misunderstood.size(), 1U);
    EXPECT_TRUE(
        read_github_workflow(source_of("ci.yml", "env: ${{ fromJSON(x) }}\njobs: [1, {}]\n")).variables.empty());
    EXPECT_TRUE(read_gitlab_ci(source_of("ci.yml", "")).variables.empty());
}

}  // namespace
}  // namespace megactl::project
