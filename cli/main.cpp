#include "cli/invoke.hpp"

int main(int argc, char** argv) {
    // execve() may pass no arguments at all, not even a name.
    return megactl::cli::run_megactl({argv + (argc > 0 ? 1 : 0), argv + argc});
}
