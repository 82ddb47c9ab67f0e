#include "core/project/container_user.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace megactl::project {
namespace {

ContainerUser user_of(const std::string& lines) {
    const Dockerfile dockerfile =
        parse_dockerfile(std::make_shared<SourceText>("Dockerfile", "FROM python:3.12\n" + lines));
    return user_of_image(dockerfile, 0, dockerfile.stages[0].end);
}

}  // namespace

TEST(ContainerUser, IsANumberOrRoot) {
    EXPECT_EQ(user_of("").number, 0U);
    EXPECT_EQ(user_of("USER root\n").number, 0U);
    EXPECT_EQ(user_of("USER 1000:33\n").number, 1000U);
    EXPECT_EQ(user_of("USER 1000:33\n").group, 33U);
}

TEST(ContainerUser, HasTheNumberThatARunGivesItsName) {
    EXPECT_EQ(user_of("RUN useradd -m -u 1000 app\nUSER app\n").number, 1000U);
    EXPECT_EQ(user_of("RUN apt-get update && adduser --disabled-password --uid=1001 app\nUSER app\n").number, 1001U);
    EXPECT_EQ(user_of("RUN <<E\nadduser -D -u1002 app\nE\nUSER app\n").number, 1002U);
    EXPECT_EQ(user_of("RUN useradd -u 5 app\nRUN usermod -u 6 app\nUSER app\n").number, 6U);
    EXPECT_EQ(user_of("RUN useradd -u 1000 app\nUSER app\n").made_at->line(), 2U);
}

TEST(ContainerUser, HasNoneWhereOnlyTheBuildKnows) {
    EXPECT_EQ(user_of("RUN useradd app\nUSER app\n").number, std::nullopt);
    EXPECT_EQ(user_of("RUN useradd -u 1000 other\nUSER app\n").number, std::nullopt);
    EXPECT_EQ(user_of("ARG ID=1000\nRUN useradd -u $ID app\nUSER app\n").number, std::nullopt);
    EXPECT_EQ(user_of("ARG ID=1000\nUSER $ID\n").number, std::nullopt);
}

}  // namespace megactl::project
