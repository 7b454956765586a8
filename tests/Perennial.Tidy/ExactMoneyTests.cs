using Perennial.Tidy.Planted;

namespace Perennial.Tidy;

public sealed class ExactMoneyTests
{
    [Fact]
    public void Money_of_the_kernel_never_touches_floating_point()
    {
        var types = Repository.Project("Kernel").Types.Where(ExactMoney.IsAboutMoney).ToList();

        types.ShouldContain(typeof(Perennial.Kernel.Money));
        ExactMoney.Floating(types).ShouldBeEmpty();
    }

    [Fact]
    public void Contracts_never_carry_floating_point() =>
        ExactMoney.Floating(Repository.Modules.SelectMany(m => m.Types).Where(t => t.IsContract)).ShouldBeEmpty();

    [Fact]
    public void Floating_point_in_a_type_about_money_is_reported() =>
        ExactMoney.Floating(Samples.Types.Where(ExactMoney.IsAboutMoney))
            .ShouldBe(["Perennial.Planted.MoneySpread.Spread: what it returns",
                "Perennial.Planted.MoneySpread.Spread: share"]);

    [Theory]
    [InlineData("HalfDocumented.Price")]
    [InlineData("Position.Weights")]
    public void Floating_point_in_a_contract_is_reported(string member) =>
        ExactMoney.Floating(Samples.Contract).ShouldContain("Perennial.Planted.Contract." + member);
}

/// <summary>Rule: amounts are whole minor units and exact ratios, so that nothing rounds them unnamed.</summary>
internal static class ExactMoney
{
    private const BindingFlags Own = BindingFlags.DeclaredOnly |
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly string[] Nouns = ["Money", "Currency", "Amount", "Rounding"];

    public static bool IsAboutMoney(Type type) => Nouns.Any(n => type.Name.Contains(n, Ordinal));

    public static IEnumerable<string> Floating(IEnumerable<Type> types) =>
        from member in types.SelectMany(t => t.GetMembers(Own))
        where !member.IsMadeByCompiler
        from part in Parts(member)
        where IsFloating(part.Type)
        select $"{member.DeclaringType!.FullName}.{member.Name}{part.Name}";

    private static IEnumerable<(string Name, Type Type)> Parts(MemberInfo member) => member switch
    {
        FieldInfo field => [("", field.FieldType)],
        PropertyInfo property => [("", property.PropertyType)],
        MethodInfo method => [(": what it returns", method.ReturnType), .. Parameters(method)],
        MethodBase method => Parameters(method),
        _ => [],
    };

    private static IEnumerable<(string Name, Type Type)> Parameters(MethodBase method) =>
        method.GetParameters().Select(p => (": " + p.Name, p.ParameterType));

    private static bool IsFloating(Type type) => type == typeof(double) || type == typeof(float) || type == typeof(Half)
        || (type.HasElementType && IsFloating(type.GetElementType()!)) || type.GetGenericArguments().Any(IsFloating);
}
