//! Typed views of released claims: a record for each document type.
//!
//! Generated from `core/doctypes`; do not edit. `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test views`
//! writes it.

use tashika::doctype::Date as CalendarDay;
use tashika::instant::Timestamp;
use tashika::verify::views;

use crate::error::{TashikaError, guard};
use crate::report::Report;
use crate::view::{AgeOver, BirthDay, DataGroup, DrivingPrivilege, ElementNote, Reading};

/// Mobile driving licence (モバイル運転免許証): what the issuer signed and the policy let out.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct Mdl {
    /// Family name (氏).
    pub family_name: Option<String>,
    /// Given names (名).
    pub given_name: Option<String>,
    /// Date of birth (生年月日).
    pub birth_date: Option<BirthDay>,
    /// Date of issue (交付日).
    pub issue_date: Option<CalendarDay>,
    /// Date of expiry (有効期限).
    pub expiry_date: Option<CalendarDay>,
    /// Issuing country (発行国).
    pub issuing_country: Option<String>,
    /// Issuing authority (発行機関).
    pub issuing_authority: Option<String>,
    /// Licence number (免許証番号).
    pub document_number: Option<String>,
    /// Portrait (顔写真).
    pub portrait: Option<Vec<u8>>,
    /// Driving privileges (運転できる車両の区分).
    pub driving_privileges: Option<Vec<DrivingPrivilege>>,
    /// Distinguishing sign of the country (国の識別記号).
    pub un_distinguishing_sign: Option<String>,
    /// Administrative number (管理番号).
    pub administrative_number: Option<String>,
    /// Sex (性別).
    pub sex: Option<i64>,
    /// Height in cm (身長(cm)).
    pub height: Option<i64>,
    /// Weight in kg (体重(kg)).
    pub weight: Option<i64>,
    /// Eye colour (目の色).
    pub eye_colour: Option<String>,
    /// Hair colour (髪の色).
    pub hair_colour: Option<String>,
    /// Place of birth (出生地).
    pub birth_place: Option<String>,
    /// Address (住所).
    pub resident_address: Option<String>,
    /// Date of the portrait (写真の撮影日).
    pub portrait_capture_date: Option<Timestamp>,
    /// Age in years (年齢).
    pub age_in_years: Option<i64>,
    /// Year of birth (出生年).
    pub age_birth_year: Option<i64>,
    /// At least NN years old (NN歳以上).
    pub age_over: Vec<AgeOver>,
    /// Issuing jurisdiction (発行管轄).
    pub issuing_jurisdiction: Option<String>,
    /// Nationality (国籍).
    pub nationality: Option<String>,
    /// Street (住所(番地)).
    pub resident_street: Option<String>,
    /// City (住所(市区町村)).
    pub resident_city: Option<String>,
    /// State or province (住所(都道府県・州)).
    pub resident_state: Option<String>,
    /// Postal code (郵便番号).
    pub resident_postal_code: Option<String>,
    /// Country of residence (居住国).
    pub resident_country: Option<String>,
    /// Family name in national characters (氏(各国文字)).
    pub family_name_national_character: Option<String>,
    /// Given names in national characters (名(各国文字)).
    pub given_name_national_character: Option<String>,
    /// Signature (署名).
    pub signature_usual_mark: Option<Vec<u8>>,
    /// Elements that came with another value than their type has, and what is wrong with each.
    pub problems: Vec<ElementNote>,
}

#[uniffi::export]
impl Report {
    /// The claims of a document, counted from 0, as a Mdl; `None` where it is of another type, or its
    /// claims were not released.
    pub fn mdl(&self, document: i32) -> Result<Option<Mdl>, TashikaError> {
        guard(|| {
            let Some(own) = views::Mdl::of(self.document(document)?) else { return Ok(None) };
            let mut found = Reading::default();
            Ok(Some(Mdl {
                family_name: found.text("family_name", own.family_name()),
                given_name: found.text("given_name", own.given_name()),
                birth_date: found.birth("birth_date", own.birth_date()),
                issue_date: found.plain("issue_date", own.issue_date()),
                expiry_date: found.plain("expiry_date", own.expiry_date()),
                issuing_country: found.text("issuing_country", own.issuing_country()),
                issuing_authority: found.text("issuing_authority", own.issuing_authority()),
                document_number: found.text("document_number", own.document_number()),
                portrait: found.bytes("portrait", own.portrait()),
                driving_privileges: found.privileges("driving_privileges", own.driving_privileges()),
                un_distinguishing_sign: found.text("un_distinguishing_sign", own.un_distinguishing_sign()),
                administrative_number: found.text("administrative_number", own.administrative_number()),
                sex: found.number("sex", own.sex()),
                height: found.number("height", own.height()),
                weight: found.number("weight", own.weight()),
                eye_colour: found.text("eye_colour", own.eye_colour()),
                hair_colour: found.text("hair_colour", own.hair_colour()),
                birth_place: found.text("birth_place", own.birth_place()),
                resident_address: found.text("resident_address", own.resident_address()),
                portrait_capture_date: found.plain("portrait_capture_date", own.portrait_capture_date()),
                age_in_years: found.number("age_in_years", own.age_in_years()),
                age_birth_year: found.number("age_birth_year", own.age_birth_year()),
                age_over: found.ages("age_over_", |years| own.age_over(years)),
                issuing_jurisdiction: found.text("issuing_jurisdiction", own.issuing_jurisdiction()),
                nationality: found.text("nationality", own.nationality()),
                resident_street: found.text("resident_street", own.resident_street()),
                resident_city: found.text("resident_city", own.resident_city()),
                resident_state: found.text("resident_state", own.resident_state()),
                resident_postal_code: found.text("resident_postal_code", own.resident_postal_code()),
                resident_country: found.text("resident_country", own.resident_country()),
                family_name_national_character: found.text("family_name_national_character", own.family_name_national_character()),
                given_name_national_character: found.text("given_name_national_character", own.given_name_national_character()),
                signature_usual_mark: found.bytes("signature_usual_mark", own.signature_usual_mark()),
                problems: found.problems,
            }))
        })
    }
}

/// Mobile driving licence: AAMVA's domestic elements (モバイル運転免許証: AAMVA国内項目): what the issuer signed and the policy let out.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct Aamva {
    /// Domestic driving privileges (国内の運転区分).
    pub domestic_driving_privileges: Option<String>,
    /// Name suffix (氏名の接尾辞).
    pub name_suffix: Option<String>,
    /// Organ donor (臓器提供の意思表示).
    pub organ_donor: Option<i64>,
    /// Veteran (退役軍人).
    pub veteran: Option<i64>,
    /// Family name truncated (氏の省略).
    pub family_name_truncation: Option<String>,
    /// Given names truncated (名の省略).
    pub given_name_truncation: Option<String>,
    /// Other family name (別名の氏).
    pub aka_family_name: Option<String>,
    /// Other given names (別名の名).
    pub aka_given_name: Option<String>,
    /// Suffix of the other name (別名の接尾辞).
    pub aka_suffix: Option<String>,
    /// Range of weight (体重の区分).
    pub weight_range: Option<i64>,
    /// Race or ethnicity (人種・民族).
    pub race_ethnicity: Option<String>,
    /// Enhanced licence or card (EDLの種別).
    pub edl_credential: Option<i64>,
    /// Sex (性別).
    pub sex: Option<i64>,
    /// REAL ID compliance (REAL ID適合).
    pub dhs_compliance: Option<String>,
    /// REAL ID compliance in words (REAL ID適合(文言)).
    pub dhs_compliance_text: Option<String>,
    /// Temporary lawful status (一時的な合法滞在).
    pub dhs_temporary_lawful_status: Option<i64>,
    /// County (郡).
    pub resident_county: Option<String>,
    /// End of the hazardous materials endorsement (危険物取扱資格の期限).
    pub hazmat_endorsement_expiration_date: Option<CalendarDay>,
    /// Commercial licence (商用免許).
    pub cdl_indicator: Option<i64>,
    /// Audit information (監査情報).
    pub audit_information: Option<String>,
    /// Version of the AAMVA namespace (AAMVA名前空間の版).
    pub aamva_version: Option<i64>,
    /// Elements that came with another value than their type has, and what is wrong with each.
    pub problems: Vec<ElementNote>,
}

#[uniffi::export]
impl Report {
    /// The claims of a document, counted from 0, as a Aamva; `None` where it is of another type, or its
    /// claims were not released.
    pub fn aamva(&self, document: i32) -> Result<Option<Aamva>, TashikaError> {
        guard(|| {
            let Some(own) = views::Aamva::of(self.document(document)?) else { return Ok(None) };
            let mut found = Reading::default();
            Ok(Some(Aamva {
                domestic_driving_privileges: found.structured("domestic_driving_privileges", own.domestic_driving_privileges()),
                name_suffix: found.text("name_suffix", own.name_suffix()),
                organ_donor: found.number("organ_donor", own.organ_donor()),
                veteran: found.number("veteran", own.veteran()),
                family_name_truncation: found.text("family_name_truncation", own.family_name_truncation()),
                given_name_truncation: found.text("given_name_truncation", own.given_name_truncation()),
                aka_family_name: found.text("aka_family_name", own.aka_family_name()),
                aka_given_name: found.text("aka_given_name", own.aka_given_name()),
                aka_suffix: found.text("aka_suffix", own.aka_suffix()),
                weight_range: found.number("weight_range", own.weight_range()),
                race_ethnicity: found.text("race_ethnicity", own.race_ethnicity()),
                edl_credential: found.number("EDL_credential", own.edl_credential()),
                sex: found.number("sex", own.sex()),
                dhs_compliance: found.text("DHS_compliance", own.dhs_compliance()),
                dhs_compliance_text: found.text("DHS_compliance_text", own.dhs_compliance_text()),
                dhs_temporary_lawful_status: found.number("DHS_temporary_lawful_status", own.dhs_temporary_lawful_status()),
                resident_county: found.text("resident_county", own.resident_county()),
                hazmat_endorsement_expiration_date: found.plain("hazmat_endorsement_expiration_date", own.hazmat_endorsement_expiration_date()),
                cdl_indicator: found.number("CDL_indicator", own.cdl_indicator()),
                audit_information: found.text("audit_information", own.audit_information()),
                aamva_version: found.number("aamva_version", own.aamva_version()),
                problems: found.problems,
            }))
        })
    }
}

/// My Number Card (マイナンバーカード): what the issuer signed and the policy let out.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct MyNumberCard {
    /// Full name (氏名).
    pub full_name_unicode: Option<String>,
    /// Registered address (住所).
    pub resident_address_unicode: Option<String>,
    /// Municipality code (市区町村コード).
    pub local_gov_code_unicode: Option<String>,
    /// Individual Number (個人番号).
    pub individual_number_unicode: Option<String>,
    /// Portrait (顔写真).
    pub portrait: Option<Vec<u8>>,
    /// Sex in words (性別(文字)).
    pub sex_unicode: Option<String>,
    /// Date of birth in words (生年月日(文字)).
    pub birth_date_unicode: Option<String>,
    /// Sex (性別).
    pub sex: Option<i64>,
    /// Date of birth (生年月日).
    pub birth_date: Option<BirthDay>,
    /// Age in years (年齢).
    pub age_in_years: Option<i64>,
    /// At least NN years old (NN歳以上).
    pub age_over: Vec<AgeOver>,
    /// Elements that came with another value than their type has, and what is wrong with each.
    pub problems: Vec<ElementNote>,
}

#[uniffi::export]
impl Report {
    /// The claims of a document, counted from 0, as a MyNumberCard; `None` where it is of another type, or its
    /// claims were not released.
    pub fn my_number_card(&self, document: i32) -> Result<Option<MyNumberCard>, TashikaError> {
        guard(|| {
            let Some(own) = views::MyNumberCard::of(self.document(document)?) else { return Ok(None) };
            let mut found = Reading::default();
            Ok(Some(MyNumberCard {
                full_name_unicode: found.text("full_name_unicode", own.full_name_unicode()),
                resident_address_unicode: found.text("resident_address_unicode", own.resident_address_unicode()),
                local_gov_code_unicode: found.text("local_gov_code_unicode", own.local_gov_code_unicode()),
                individual_number_unicode: found.masked("individual_number_unicode", own.individual_number_unicode()),
                portrait: found.bytes("portrait", own.portrait()),
                sex_unicode: found.text("sex_unicode", own.sex_unicode()),
                birth_date_unicode: found.text("birth_date_unicode", own.birth_date_unicode()),
                sex: found.number("sex", own.sex()),
                birth_date: found.birth("birth_date", own.birth_date()),
                age_in_years: found.number("age_in_years", own.age_in_years()),
                age_over: found.ages("age_over_", |years| own.age_over(years)),
                problems: found.problems,
            }))
        })
    }
}

/// Photo ID (フォトID): what the issuer signed and the policy let out.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct PhotoId {
    /// Family name (氏).
    pub family_name: Option<String>,
    /// Given names (名).
    pub given_name: Option<String>,
    /// Family name as printed (氏(券面)).
    pub family_name_viz: Option<String>,
    /// Given names as printed (名(券面)).
    pub given_name_viz: Option<String>,
    /// Date of birth (生年月日).
    pub birth_date: Option<BirthDay>,
    /// Portrait (顔写真).
    pub portrait: Option<Vec<u8>>,
    /// Date of issue (交付日).
    pub issue_date: Option<CalendarDay>,
    /// Date of expiry (有効期限).
    pub expiry_date: Option<CalendarDay>,
    /// Issuing authority (発行機関).
    pub issuing_authority: Option<String>,
    /// Issuing country (発行国).
    pub issuing_country: Option<String>,
    /// Age in years (年齢).
    pub age_in_years: Option<i64>,
    /// At least NN years old (NN歳以上).
    pub age_over: Vec<AgeOver>,
    /// Year of birth (出生年).
    pub age_birth_year: Option<i64>,
    /// Date of the portrait (写真の撮影日).
    pub portrait_capture_date: Option<CalendarDay>,
    /// Place of birth (出生地).
    pub birthplace: Option<String>,
    /// Name at birth (出生時の氏名).
    pub name_at_birth: Option<String>,
    /// Address (住所).
    pub resident_address: Option<String>,
    /// City (住所(市区町村)).
    pub resident_city: Option<String>,
    /// Postal code (郵便番号).
    pub resident_postal_code: Option<String>,
    /// Country of residence (居住国).
    pub resident_country: Option<String>,
    /// City in Latin letters (住所(市区町村・ラテン文字)).
    pub resident_city_latin1: Option<String>,
    /// Sex (性別).
    pub sex: Option<i64>,
    /// Nationality (国籍).
    pub nationality: Option<String>,
    /// Document number (文書番号).
    pub document_number: Option<String>,
    /// Issuing subdivision (発行地域).
    pub issuing_subdivision: Option<String>,
    /// Family name in Latin letters (氏(ラテン文字)).
    pub family_name_latin1: Option<String>,
    /// Given names in Latin letters (名(ラテン文字)).
    pub given_name_latin1: Option<String>,
    /// Person identifier (個人識別子).
    pub person_id: Option<String>,
    /// Country of birth (出生国).
    pub birth_country: Option<String>,
    /// State of birth (出生地(州・県)).
    pub birth_state: Option<String>,
    /// City of birth (出生地(市区町村)).
    pub birth_city: Option<String>,
    /// Administrative number (管理番号).
    pub administrative_number: Option<String>,
    /// Street (住所(番地)).
    pub resident_street: Option<String>,
    /// House number (住所(号)).
    pub resident_house_number: Option<String>,
    /// State of residence (住所(都道府県・州)).
    pub resident_state: Option<String>,
    /// Number of the travel document (渡航文書番号).
    pub travel_document_number: Option<String>,
    /// Kind of the travel document (渡航文書の種別).
    pub travel_document_type: Option<String>,
    /// Machine-readable zone of the travel document (渡航文書の機械読取領域).
    pub travel_document_mrz: Option<String>,
    /// Version of the data groups (データグループの版).
    pub version: Option<String>,
    /// Document security object (文書セキュリティオブジェクト).
    pub sod: Option<Vec<u8>>,
    /// The data groups of a travel document.
    pub data_groups: Vec<DataGroup>,
    /// Elements that came with another value than their type has, and what is wrong with each.
    pub problems: Vec<ElementNote>,
}

#[uniffi::export]
impl Report {
    /// The claims of a document, counted from 0, as a PhotoId; `None` where it is of another type, or its
    /// claims were not released.
    pub fn photo_id(&self, document: i32) -> Result<Option<PhotoId>, TashikaError> {
        guard(|| {
            let Some(own) = views::PhotoId::of(self.document(document)?) else { return Ok(None) };
            let mut found = Reading::default();
            Ok(Some(PhotoId {
                family_name: found.text("family_name", own.family_name()),
                given_name: found.text("given_name", own.given_name()),
                family_name_viz: found.text("family_name_viz", own.family_name_viz()),
                given_name_viz: found.text("given_name_viz", own.given_name_viz()),
                birth_date: found.birth("birth_date", own.birth_date()),
                portrait: found.bytes("portrait", own.portrait()),
                issue_date: found.plain("issue_date", own.issue_date()),
                expiry_date: found.plain("expiry_date", own.expiry_date()),
                issuing_authority: found.text("issuing_authority", own.issuing_authority()),
                issuing_country: found.text("issuing_country", own.issuing_country()),
                age_in_years: found.number("age_in_years", own.age_in_years()),
                age_over: found.ages("age_over_", |years| own.age_over(years)),
                age_birth_year: found.number("age_birth_year", own.age_birth_year()),
                portrait_capture_date: found.plain("portrait_capture_date", own.portrait_capture_date()),
                birthplace: found.text("birthplace", own.birthplace()),
                name_at_birth: found.text("name_at_birth", own.name_at_birth()),
                resident_address: found.text("resident_address", own.resident_address()),
                resident_city: found.text("resident_city", own.resident_city()),
                resident_postal_code: found.text("resident_postal_code", own.resident_postal_code()),
                resident_country: found.text("resident_country", own.resident_country()),
                resident_city_latin1: found.text("resident_city_latin1", own.resident_city_latin1()),
                sex: found.number("sex", own.sex()),
                nationality: found.text("nationality", own.nationality()),
                document_number: found.text("document_number", own.document_number()),
                issuing_subdivision: found.text("issuing_subdivision", own.issuing_subdivision()),
                family_name_latin1: found.text("family_name_latin1", own.family_name_latin1()),
                given_name_latin1: found.text("given_name_latin1", own.given_name_latin1()),
                person_id: found.text("person_id", own.person_id()),
                birth_country: found.text("birth_country", own.birth_country()),
                birth_state: found.text("birth_state", own.birth_state()),
                birth_city: found.text("birth_city", own.birth_city()),
                administrative_number: found.text("administrative_number", own.administrative_number()),
                resident_street: found.text("resident_street", own.resident_street()),
                resident_house_number: found.text("resident_house_number", own.resident_house_number()),
                resident_state: found.text("resident_state", own.resident_state()),
                travel_document_number: found.text("travel_document_number", own.travel_document_number()),
                travel_document_type: found.text("travel_document_type", own.travel_document_type()),
                travel_document_mrz: found.text("travel_document_mrz", own.travel_document_mrz()),
                version: found.text("version", own.version()),
                sod: found.bytes("sod", own.sod()),
                data_groups: found.groups([(1, "dg1", own.dg1()), (2, "dg2", own.dg2()), (3, "dg3", own.dg3()), (4, "dg4", own.dg4()), (5, "dg5", own.dg5()), (6, "dg6", own.dg6()), (7, "dg7", own.dg7()), (8, "dg8", own.dg8()), (9, "dg9", own.dg9()), (10, "dg10", own.dg10()), (11, "dg11", own.dg11()), (12, "dg12", own.dg12()), (13, "dg13", own.dg13()), (14, "dg14", own.dg14()), (15, "dg15", own.dg15()), (16, "dg16", own.dg16())]),
                problems: found.problems,
            }))
        })
    }
}

/// Photo ID (draft of 2024) (フォトID(2024年草案)): what the issuer signed and the policy let out.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct PhotoId2024 {
    /// Family name (氏).
    pub family_name_unicode: Option<String>,
    /// Given names (名).
    pub given_name_unicode: Option<String>,
    /// Date of birth (生年月日).
    pub birth_date: Option<BirthDay>,
    /// Portrait (顔写真).
    pub portrait: Option<Vec<u8>>,
    /// Date of issue (交付日).
    pub issue_date: Option<CalendarDay>,
    /// Date of expiry (有効期限).
    pub expiry_date: Option<CalendarDay>,
    /// Issuing authority (発行機関).
    pub issuing_authority_unicode: Option<String>,
    /// Issuing country (発行国).
    pub issuing_country: Option<String>,
    /// Age in years (年齢).
    pub age_in_years: Option<i64>,
    /// At least NN years old (NN歳以上).
    pub age_over: Vec<AgeOver>,
    /// Year of birth (出生年).
    pub age_birth_year: Option<i64>,
    /// Date of the portrait (写真の撮影日).
    pub portrait_capture_date: Option<CalendarDay>,
    /// Place of birth (出生地).
    pub birthplace: Option<String>,
    /// Name at birth (出生時の氏名).
    pub name_at_birth: Option<String>,
    /// Address (住所).
    pub resident_address_unicode: Option<String>,
    /// City (住所(市区町村)).
    pub resident_city_unicode: Option<String>,
    /// Postal code (郵便番号).
    pub resident_postal_code: Option<String>,
    /// Country of residence (居住国).
    pub resident_country: Option<String>,
    /// City in Latin letters (住所(市区町村・ラテン文字)).
    pub resident_city_latin1: Option<String>,
    /// Sex (性別).
    pub sex: Option<i64>,
    /// Nationality (国籍).
    pub nationality: Option<String>,
    /// Document number (文書番号).
    pub document_number: Option<String>,
    /// Issuing subdivision (発行地域).
    pub issuing_subdivision: Option<String>,
    /// Family name in Latin letters (氏(ラテン文字)).
    pub family_name_latin1: Option<String>,
    /// Given names in Latin letters (名(ラテン文字)).
    pub given_name_latin1: Option<String>,
    /// Person identifier (個人識別子).
    pub person_id: Option<String>,
    /// Country of birth (出生国).
    pub birth_country: Option<String>,
    /// State of birth (出生地(州・県)).
    pub birth_state: Option<String>,
    /// City of birth (出生地(市区町村)).
    pub birth_city: Option<String>,
    /// Administrative number (管理番号).
    pub administrative_number: Option<String>,
    /// Street (住所(番地)).
    pub resident_street: Option<String>,
    /// House number (住所(号)).
    pub resident_house_number: Option<String>,
    /// State of residence (住所(都道府県・州)).
    pub resident_state: Option<String>,
    /// Number of the travel document (渡航文書番号).
    pub travel_document_number: Option<String>,
    /// Version of the data groups (データグループの版).
    pub dtc_version: Option<String>,
    /// Document security object (文書セキュリティオブジェクト).
    pub dtc_sod: Option<Vec<u8>>,
    /// The data groups of a travel document.
    pub data_groups: Vec<DataGroup>,
    /// Elements that came with another value than their type has, and what is wrong with each.
    pub problems: Vec<ElementNote>,
}

#[uniffi::export]
impl Report {
    /// The claims of a document, counted from 0, as a PhotoId2024; `None` where it is of another type, or its
    /// claims were not released.
    pub fn photo_id_2024(&self, document: i32) -> Result<Option<PhotoId2024>, TashikaError> {
        guard(|| {
            let Some(own) = views::PhotoId2024::of(self.document(document)?) else { return Ok(None) };
            let mut found = Reading::default();
            Ok(Some(PhotoId2024 {
                family_name_unicode: found.text("family_name_unicode", own.family_name_unicode()),
                given_name_unicode: found.text("given_name_unicode", own.given_name_unicode()),
                birth_date: found.birth("birth_date", own.birth_date()),
                portrait: found.bytes("portrait", own.portrait()),
                issue_date: found.plain("issue_date", own.issue_date()),
                expiry_date: found.plain("expiry_date", own.expiry_date()),
                issuing_authority_unicode: found.text("issuing_authority_unicode", own.issuing_authority_unicode()),
                issuing_country: found.text("issuing_country", own.issuing_country()),
                age_in_years: found.number("age_in_years", own.age_in_years()),
                age_over: found.ages("age_over_", |years| own.age_over(years)),
                age_birth_year: found.number("age_birth_year", own.age_birth_year()),
                portrait_capture_date: found.plain("portrait_capture_date", own.portrait_capture_date()),
                birthplace: found.text("birthplace", own.birthplace()),
                name_at_birth: found.text("name_at_birth", own.name_at_birth()),
                resident_address_unicode: found.text("resident_address_unicode", own.resident_address_unicode()),
                resident_city_unicode: found.text("resident_city_unicode", own.resident_city_unicode()),
                resident_postal_code: found.text("resident_postal_code", own.resident_postal_code()),
                resident_country: found.text("resident_country", own.resident_country()),
                resident_city_latin1: found.text("resident_city_latin1", own.resident_city_latin1()),
                sex: found.number("sex", own.sex()),
                nationality: found.text("nationality", own.nationality()),
                document_number: found.text("document_number", own.document_number()),
                issuing_subdivision: found.text("issuing_subdivision", own.issuing_subdivision()),
                family_name_latin1: found.text("family_name_latin1", own.family_name_latin1()),
                given_name_latin1: found.text("given_name_latin1", own.given_name_latin1()),
                person_id: found.text("person_id", own.person_id()),
                birth_country: found.text("birth_country", own.birth_country()),
                birth_state: found.text("birth_state", own.birth_state()),
                birth_city: found.text("birth_city", own.birth_city()),
                administrative_number: found.text("administrative_number", own.administrative_number()),
                resident_street: found.text("resident_street", own.resident_street()),
                resident_house_number: found.text("resident_house_number", own.resident_house_number()),
                resident_state: found.text("resident_state", own.resident_state()),
                travel_document_number: found.text("travel_document_number", own.travel_document_number()),
                dtc_version: found.text("dtc_version", own.dtc_version()),
                dtc_sod: found.bytes("dtc_sod", own.dtc_sod()),
                data_groups: found.groups([(1, "dtc_dg1", own.dtc_dg1()), (2, "dtc_dg2", own.dtc_dg2()), (3, "dtc_dg3", own.dtc_dg3()), (4, "dtc_dg4", own.dtc_dg4()), (5, "dtc_dg5", own.dtc_dg5()), (6, "dtc_dg6", own.dtc_dg6()), (7, "dtc_dg7", own.dtc_dg7()), (8, "dtc_dg8", own.dtc_dg8()), (9, "dtc_dg9", own.dtc_dg9()), (10, "dtc_dg10", own.dtc_dg10()), (11, "dtc_dg11", own.dtc_dg11()), (12, "dtc_dg12", own.dtc_dg12()), (13, "dtc_dg13", own.dtc_dg13()), (14, "dtc_dg14", own.dtc_dg14()), (15, "dtc_dg15", own.dtc_dg15()), (16, "dtc_dg16", own.dtc_dg16())]),
                problems: found.problems,
            }))
        })
    }
}

/// European person identification data (欧州デジタルIDの個人識別データ): what the issuer signed and the policy let out.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct EuPid {
    /// Family name (氏).
    pub family_name: Option<String>,
    /// Given names (名).
    pub given_name: Option<String>,
    /// Date of birth (生年月日).
    pub birth_date: Option<BirthDay>,
    /// Place of birth (出生地).
    pub place_of_birth: Option<String>,
    /// Place of birth (earlier editions) (出生地(旧版)).
    pub birth_place: Option<String>,
    /// Nationalities (国籍).
    pub nationality: Option<String>,
    /// Address (住所).
    pub resident_address: Option<String>,
    /// Country of residence (居住国).
    pub resident_country: Option<String>,
    /// State of residence (住所(州・県)).
    pub resident_state: Option<String>,
    /// City (住所(市区町村)).
    pub resident_city: Option<String>,
    /// Postal code (郵便番号).
    pub resident_postal_code: Option<String>,
    /// Street (住所(通り)).
    pub resident_street: Option<String>,
    /// House number (earlier editions) (住所(番地・旧版)).
    pub resident_house_number: Option<String>,
    /// Personal administrative number (個人行政番号).
    pub personal_administrative_number: Option<String>,
    /// Portrait (顔写真).
    pub portrait: Option<Vec<u8>>,
    /// Family name at birth (出生時の氏).
    pub family_name_birth: Option<String>,
    /// Given names at birth (出生時の名).
    pub given_name_birth: Option<String>,
    /// Sex (性別).
    pub sex: Option<i64>,
    /// E-mail address (電子メールアドレス).
    pub email_address: Option<String>,
    /// Mobile phone number (携帯電話番号).
    pub mobile_phone_number: Option<String>,
    /// Date of expiry (有効期限).
    pub expiry_date: Option<CalendarDay>,
    /// Date of issue (発行日).
    pub issuance_date: Option<CalendarDay>,
    /// Issuing authority (発行機関).
    pub issuing_authority: Option<String>,
    /// Issuing country (発行国).
    pub issuing_country: Option<String>,
    /// Document number (文書番号).
    pub document_number: Option<String>,
    /// Issuing jurisdiction (発行管轄).
    pub issuing_jurisdiction: Option<String>,
    /// Where the trust anchor is (トラストアンカーの所在).
    pub trust_anchor: Option<String>,
    /// Legal category (法的区分).
    pub attestation_legal_category: Option<String>,
    /// Age in years (earlier editions) (年齢(旧版)).
    pub age_in_years: Option<i64>,
    /// Year of birth (earlier editions) (出生年(旧版)).
    pub age_birth_year: Option<i64>,
    /// At least NN years old (earlier editions) (NN歳以上(旧版)).
    pub age_over: Vec<AgeOver>,
    /// Elements that came with another value than their type has, and what is wrong with each.
    pub problems: Vec<ElementNote>,
}

#[uniffi::export]
impl Report {
    /// The claims of a document, counted from 0, as a EuPid; `None` where it is of another type, or its
    /// claims were not released.
    pub fn eu_pid(&self, document: i32) -> Result<Option<EuPid>, TashikaError> {
        guard(|| {
            let Some(own) = views::EuPid::of(self.document(document)?) else { return Ok(None) };
            let mut found = Reading::default();
            Ok(Some(EuPid {
                family_name: found.text("family_name", own.family_name()),
                given_name: found.text("given_name", own.given_name()),
                birth_date: found.birth("birth_date", own.birth_date()),
                place_of_birth: found.structured("place_of_birth", own.place_of_birth()),
                birth_place: found.text("birth_place", own.birth_place()),
                nationality: found.structured("nationality", own.nationality()),
                resident_address: found.text("resident_address", own.resident_address()),
                resident_country: found.text("resident_country", own.resident_country()),
                resident_state: found.text("resident_state", own.resident_state()),
                resident_city: found.text("resident_city", own.resident_city()),
                resident_postal_code: found.text("resident_postal_code", own.resident_postal_code()),
                resident_street: found.text("resident_street", own.resident_street()),
                resident_house_number: found.text("resident_house_number", own.resident_house_number()),
                personal_administrative_number: found.text("personal_administrative_number", own.personal_administrative_number()),
                portrait: found.bytes("portrait", own.portrait()),
                family_name_birth: found.text("family_name_birth", own.family_name_birth()),
                given_name_birth: found.text("given_name_birth", own.given_name_birth()),
                sex: found.number("sex", own.sex()),
                email_address: found.text("email_address", own.email_address()),
                mobile_phone_number: found.text("mobile_phone_number", own.mobile_phone_number()),
                expiry_date: found.plain("expiry_date", own.expiry_date()),
                issuance_date: found.plain("issuance_date", own.issuance_date()),
                issuing_authority: found.text("issuing_authority", own.issuing_authority()),
                issuing_country: found.text("issuing_country", own.issuing_country()),
                document_number: found.text("document_number", own.document_number()),
                issuing_jurisdiction: found.text("issuing_jurisdiction", own.issuing_jurisdiction()),
                trust_anchor: found.text("trust_anchor", own.trust_anchor()),
                attestation_legal_category: found.text("attestation_legal_category", own.attestation_legal_category()),
                age_in_years: found.number("age_in_years", own.age_in_years()),
                age_birth_year: found.number("age_birth_year", own.age_birth_year()),
                age_over: found.ages("age_over_", |years| own.age_over(years)),
                problems: found.problems,
            }))
        })
    }
}

/// European proof of age (欧州の年齢証明): what the issuer signed and the policy let out.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct EuAgeVerification {
    /// At least NN years old (NN歳以上).
    pub age_over: Vec<AgeOver>,
    /// Elements that came with another value than their type has, and what is wrong with each.
    pub problems: Vec<ElementNote>,
}

#[uniffi::export]
impl Report {
    /// The claims of a document, counted from 0, as a EuAgeVerification; `None` where it is of another type, or its
    /// claims were not released.
    pub fn eu_age_verification(&self, document: i32) -> Result<Option<EuAgeVerification>, TashikaError> {
        guard(|| {
            let Some(own) = views::EuAgeVerification::of(self.document(document)?) else { return Ok(None) };
            let mut found = Reading::default();
            Ok(Some(EuAgeVerification {
                age_over: found.ages("age_over_", |years| own.age_over(years)),
                problems: found.problems,
            }))
        })
    }
}
