using System.Runtime.CompilerServices;

namespace Perennial.Tidy.House;

/// <summary>What the rules ask of types.</summary>
internal static class TypeTraits
{
    extension(Type type)
    {
        /// <summary>Whether it is part of a module's promise: visible from outside, in a namespace called Contract.</summary>
        public bool IsContract => type.IsVisible && $"{type.Namespace}.".Contains(".Contract.", Ordinal);
    }

    extension(MemberInfo member)
    {
        /// <summary>Whether nobody wrote it: closures, what a record brings along, the Program of top-level statements.</summary>
        public bool IsMadeByCompiler => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
    }
}
