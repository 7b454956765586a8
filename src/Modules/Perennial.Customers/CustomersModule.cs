using Perennial.Kernel.Words;

namespace Perennial.Customers;

/// <summary>Who the customers are: profiles, identifiers, merges, timeline, consents, privacy.</summary>
public static class CustomersModule
{
    /// <summary>The module's words.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(CustomersModule).Assembly);
}
