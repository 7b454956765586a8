using Perennial.Tidy.Planted;

namespace Perennial.Tidy;

public sealed class PublicSurfaceTests
{
    private const string Leak = "Perennial.Planted.Leak";
    private const string InnerLeak = "Perennial.Planted.Leak+Inner";

    // Public outside a contract, each with its reason.
    private static readonly string[] Exceptions =
    [
        // The made-up shop is handed to a host as a file; no module asks anything of it, so it is no contract.
        "Perennial.Commerce.Demo.DemoShop",
    ];

    public static TheoryData<string> Modules => [.. Repository.Modules.Select(m => m.Name)];

    public static TheoryData<string> Hosts => [.. Repository.Hosts.Select(h => h.Name)];

    public static TheoryData<string> Projects => [.. Repository.Projects.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_modules_public_types_are_its_contract_and_its_module_class(string module) =>
        PublicSurface.OutsideContract(Repository.Project(module).Types, module, Exceptions).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_host_has_no_public_types(string host) =>
        PublicSurface.Visible(Repository.Project(host).Types).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Classes_are_sealed_static_or_abstract(string project) =>
        PublicSurface.Unsealed(Repository.Project(project).Types).ShouldBeEmpty();

    [Fact]
    public void Every_exception_from_the_public_surface_is_still_needed() =>
        Exceptions.Except(Repository.Modules.SelectMany(m => PublicSurface.Visible(m.Types))).ShouldBeEmpty();

    [Fact]
    public void A_public_type_outside_the_contract_is_reported() =>
        PublicSurface.OutsideContract(Samples.Types, "Planted", []).ShouldBe([Leak, InnerLeak]);

    [Fact]
    public void A_contract_of_another_module_is_reported() =>
        PublicSurface.OutsideContract(Samples.Contract, "Other", []).Count().ShouldBe(Samples.Contract.Count);

    [Fact]
    public void A_named_exception_is_not_reported() =>
        PublicSurface.OutsideContract(Samples.Types, "Planted", [Leak]).ShouldBe([InnerLeak]);

    [Fact]
    public void A_public_type_of_a_host_is_reported() =>
        PublicSurface.Visible(Samples.Types.Where(t => t.Name is "Leak" or "Sealed")).ShouldBe([Leak]);

    [Fact]
    public void An_unsealed_class_or_record_is_reported() => PublicSurface.Unsealed(Samples.Types)
        .ShouldBe(["Perennial.Planted.Unsealed", "Perennial.Planted.Unsealed+OpenRecord"], ignoreOrder: true);
}

/// <summary>Rule: public is a promise and stands in <c>Contract</c>; the rest is internal and sealed.</summary>
internal static class PublicSurface
{
    public static IEnumerable<string> OutsideContract(IEnumerable<Type> types, string module, string[] exceptions) =>
        Visible(types.Where(t => !IsContractOf(module, t)))
            .Except([$"Perennial.{module}.{module}Module", .. exceptions]);

    public static IEnumerable<string> Visible(IEnumerable<Type> types) =>
        types.Where(t => t.IsVisible).Select(t => t.FullName!);

    // To the runtime a static class is abstract and sealed.
    public static IEnumerable<string> Unsealed(IEnumerable<Type> types) => types
        .Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false } && !t.IsMadeByCompiler)
        .Select(t => t.FullName!);

    private static bool IsContractOf(string module, Type type) =>
        $"{type.Namespace}.".StartsWith($"Perennial.{module}.Contract.", Ordinal);
}
