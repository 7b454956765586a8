using Perennial.Tidy.Planted;

namespace Perennial.Tidy;

public sealed class ContractDocsTests
{
    public static TheoryData<string> Modules => [.. Repository.Modules.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_public_type_and_member_of_a_contract_has_a_docstring(string module)
    {
        var project = Repository.Project(module);
        var contract = project.Types.Where(t => t.IsContract).ToList();
        var docs = XDocument.Load(Path.ChangeExtension(project.Assembly.Location, ".xml"));

        contract.ShouldNotBeEmpty();
        ContractDocs.Missing(contract, docs).ShouldBeEmpty();
    }

    [Fact]
    public void Members_without_a_docstring_are_reported()
    {
        var docs = Docs("""
            <member name="T:HalfDocumented"><summary>Said.</summary></member>
            <member name="P:HalfDocumented.Price"><summary> </summary></member>
            <member name="T:Position"><summary>Said.</summary><param name="Name">Said.</param></member>
            <member name="F:Mood.Good"><summary>Said.</summary></member>
            """);

        ContractDocs.Missing(Samples.Contract, docs).Select(Short).ShouldBe(
        [
            "F:HalfDocumented.Limit",
            "F:Mood.Bad",
            "M:HalfDocumented.#ctor(System.Int32)",
            "M:HalfDocumented.Pick``1(``0[],System.Int32@)",
            "M:Position.#ctor(System.String,System.Collections.Generic.IReadOnlyList{System.Nullable{System.Single}})",
            "P:HalfDocumented.Price",
            "P:HalfDocumented.Size",
            "P:Position.Weights",
            "T:Mood",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Documented_members_are_not_reported()
    {
        var docs = Docs("""
            <member name="T:HalfDocumented"><summary>Said.</summary><param name="size">Said.</param></member>
            <member name="F:HalfDocumented.Limit"><summary>Said.</summary></member>
            <member name="P:HalfDocumented.Size"><inheritdoc/></member>
            <member name="P:HalfDocumented.Price"><summary><see cref="T:X"/></summary></member>
            <member name="M:HalfDocumented.Pick``1(``0[],System.Int32@)"><summary>Said.</summary></member>
            <member name="T:Position">
              <summary>Said.</summary><param name="Name">Said.</param><param name="Weights">Said.</param>
            </member>
            <member name="T:Mood"><summary>Said.</summary></member>
            <member name="F:Mood.Good"><summary>Said.</summary></member>
            <member name="F:Mood.Bad"><summary>Said.</summary></member>
            """);

        ContractDocs.Missing(Samples.Contract, docs).ShouldBeEmpty();
    }

    // The planted types stand in one namespace, left out above.
    private static XDocument Docs(string members) => XDocument.Parse(
        $"<doc><members>{Regex.Replace(members, "(?<=name=\"[TFPM]:)",
            "Perennial.Planted.Contract.")}</members></doc>");

    private static string Short(string id) => id.Replace("Perennial.Planted.Contract.", "", Ordinal);
}

/// <summary>Rule: a contract says what it means, type by type and member by member.</summary>
internal static class ContractDocs
{
    private const BindingFlags OwnPublic =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] Accessors = ["get_", "set_", "add_", "remove_"];

    public static IEnumerable<string> Missing(IEnumerable<Type> types, XDocument docs)
    {
        var texts = docs.Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);
        return types.SelectMany(t => MissingOf(t, texts));
    }

    private static IEnumerable<string> MissingOf(Type type, Dictionary<string, XElement> texts)
    {
        var ofType = texts.GetValueOrDefault(DocId.Of(type));
        if (!Says(ofType))
        {
            yield return DocId.Of(type);
        }

        foreach (var member in type.GetMembers(OwnPublic).Where(IsWritten))
        {
            // The parameters of a record or a primary constructor are documented where they are written: on the type.
            var saidOnType = member switch
            {
                PropertyInfo property => SaysParameter(ofType, property.Name),
                ConstructorInfo constructor => constructor.GetParameters().All(p => SaysParameter(ofType, p.Name!)),
                _ => false,
            };
            if (!saidOnType && !Says(texts.GetValueOrDefault(DocId.Of(member))))
            {
                yield return DocId.Of(member);
            }
        }
    }

    // Written by a person: no accessor, nothing a record brings along, no override (it inherits its meaning).
    private static bool IsWritten(MemberInfo member) => !member.IsMadeByCompiler && member switch
    {
        Type => false, // Comes with the types.
        FieldInfo field => !field.IsSpecialName,
        MethodInfo method => method.GetBaseDefinition() == method &&
            !Accessors.Any(a => method.Name.StartsWith(a, Ordinal)),
        _ => true,
    };

    private static bool Says(XElement? text) =>
        text?.Element("inheritdoc") is not null || text?.Element("summary") is { } summary && HasContent(summary);

    private static bool SaysParameter(XElement? text, string name) =>
        text is not null && text.Elements("param").Any(p => p.Attribute("name")?.Value == name && HasContent(p));

    private static bool HasContent(XElement text) => text.HasElements || !string.IsNullOrWhiteSpace(text.Value);
}
