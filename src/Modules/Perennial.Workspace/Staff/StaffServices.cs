using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Signing in, by ASP.NET Core Identity on the shop's database: passwords, second factors and passkeys are its; sessions are rows of ours.
/// </summary>
internal static class StaffServices
{
    /// <summary>Rounds of the password hash.</summary>
    public const int HashRounds = 210_000;

    /// <summary>Characters of a password at least.</summary>
    public const int PasswordCharactersMin = 8;

    public static IServiceCollection AddStaff(this IServiceCollection services, ShopNature nature)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<StaffSessions>();
        services.AddSingleton<StaffSecrets>();
        services.AddSingleton<AccessLog>();
        services.AddSingleton<CookieKeys>();
        services.AddSingleton<HashOfNobody>();
        services.AddSingleton<KnownBrowsers>();
        services.AddScoped<Entrance>();
        services.AddDataProtection().SetApplicationName("perennial");
        services.AddOptions<KeyManagementOptions>().Configure<CookieKeys>((options, keys) => options.XmlRepository = keys);
        services.AddIdentityCore<StaffRow>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.User.AllowedUserNameCharacters = "";
            options.Password.RequiredLength = PasswordCharactersMin;
            (options.Password.RequireDigit, options.Password.RequireLowercase) = (false, false);
            (options.Password.RequireUppercase, options.Password.RequireNonAlphanumeric) = (false, false);
        }).AddUserStore<StaffStore>().AddSignInManager().AddTokenProvider<OneTimeCodes>(TokenOptions.DefaultAuthenticatorProvider);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashRounds);

        // The host that a passkey is bound to is that of the request; it must have been used with a finger, a face or a PIN.
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
        });

        // What is between two steps of signing in; who is in has a session instead.
        services.AddAuthentication().AddCookie(IdentityConstants.TwoFactorUserIdScheme, Cookie);

        // Both shops answer under one host, each with keys of its own.
        var prefix = nature.IsDemo ? "demo-" : "";
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = prefix + "form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.Configure<CookieTempDataProviderOptions>(options =>
        {
            options.Cookie.Name = prefix + "said";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        return services;
    }

    private static void Cookie(CookieAuthenticationOptions options)
    {
        options.CookieManager = new HostCookies();
        options.Cookie.Name = "signin";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Entrance.CodeWait;
        options.SlidingExpiration = false;
    }
}
