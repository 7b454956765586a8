namespace Perennial.Workspace.Contract;

/// <summary>What kind of shop a server's services are for.</summary>
/// <param name="IsDemo">
/// Whether it is the made-up shop: people come into it from the real one, nobody signs in there, and nothing of it is sent anywhere.
/// </param>
public sealed record ShopNature(bool IsDemo)
{
    /// <summary>What addresses of the made-up shop begin with.</summary>
    public const string DemoPath = "/demo";
}
