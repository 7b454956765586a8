namespace Perennial.Tidy.House;

/// <summary>Ids of types and members in the compiler's documentation file (C# specification, annex D.4).</summary>
internal static class DocId
{
    public static string Of(MemberInfo member) => member switch
    {
        Type type => "T:" + Name(type),
        FieldInfo => "F:" + Owned(member),
        EventInfo => "E:" + Owned(member),
        PropertyInfo property => "P:" + Owned(member) + Parameters(property.GetIndexParameters()),
        ConstructorInfo made => "M:" + Name(member.DeclaringType!) + ".#ctor" + Parameters(made.GetParameters()),
        MethodInfo method => "M:" + Owned(member) + Arity(method) + Parameters(method.GetParameters()) + Target(method),
        _ => throw new ArgumentException($"No id for {member}.", nameof(member)),
    };

    private static string Owned(MemberInfo member) => Name(member.DeclaringType!) + "." + member.Name;

    private static string Name(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Arity(MethodInfo method) =>
        method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "";

    // Conversions overload by what they give.
    private static string Target(MethodInfo method) =>
        method.Name is "op_Implicit" or "op_Explicit" ? "~" + Used(method.ReturnType) : "";

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : "(" + string.Join(',', parameters.Select(p => Used(p.ParameterType))) + ")";

    private static string Used(Type type)
    {
        if (type.HasElementType)
        {
            return Used(type.GetElementType()!) + (type.IsByRef ? "@" : type.IsArray ? "[]" : "*");
        }

        if (type.IsGenericParameter)
        {
            return (type.IsGenericMethodParameter ? "``" : "`") + type.GenericParameterPosition;
        }

        var name = Name(type);
        return type.IsGenericType
            ? name[..name.IndexOf('`', Ordinal)] + "{" + string.Join(',', type.GetGenericArguments().Select(Used)) + "}"
            : name;
    }
}
